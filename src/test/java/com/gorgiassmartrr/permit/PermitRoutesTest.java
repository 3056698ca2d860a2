package com.gorgiassmartrr.permit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the shipped routes a write takes its permit to the partner, and leaves only in time. */
final class PermitRoutesTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.startWithGorgias("smartrr.timeout", "5000");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CamelContext context() {
    return server.server.context();
  }

  private static Permit permit(String verb, URI partner, String path, boolean isInTime) {
    return Permit.grant(
        Write.to(partner, verb, path), SendWindow.open(server.time, () -> isInTime));
  }

  private static Permit permit(String change, boolean isInTime) {
    String path =
        "/vendor/customer/"
            + SmartrrPeople.MARA
            + "/purchase-state/"
            + SmartrrPeople.MARA_COFFEE
            + "/"
            + change;
    return permit("PUT", server.store().smartrrUrl(), path, isInTime);
  }

  private static void change(String action, Permit permit) {
    SmartrrCalls calls =
        new SmartrrCalls(
            context(),
            server.time,
            Duration.ofSeconds(5),
            new PerStore<>(server.stores, store -> new Bulkhead(Runnable::run, 1, 0)));
    calls.writeNow(
        server.store(),
        "action-" + action,
        Map.of("customer", SmartrrPeople.MARA, "subscription", SmartrrPeople.MARA_COFFEE),
        null,
        permit);
  }

  @ParameterizedTest
  @CsvSource({
    "skip, skip",
    "unskip, unskip",
    "pause, pause",
    "unpause, activate",
    "cancel, cancel",
    "set-next-billing-date, next-billing-date"
  })
  void change_windowIsClosed_doesNotLeave(String action, String change) {
    long before = server.smartrr.requests().count(RequestMatch.writes());
    Permit late = permit(change, false);

    PartnerFailure failure = assertThrows(PartnerFailure.class, () -> change(action, late));

    assertEquals("too late to be sent", failure.getMessage());
    assertTrue(failure.isCertainlyNotSent(), failure::getMessage);
    assertEquals(before, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void change_withItsPermit_leaves() {
    long before = server.smartrr.requests().count(RequestMatch.writes());

    change("pause", permit("pause", true));

    assertEquals(before + 1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void change_withThePermitOfAnother_doesNotLeave() {
    long before = server.smartrr.requests().count(RequestMatch.writes());

    PartnerFailure failure =
        assertThrows(PartnerFailure.class, () -> change("cancel", permit("pause", true)));

    assertEquals(PartnerFailure.Kind.STOPPED, failure.kind());
    assertTrue(failure.isCertainlyNotSent(), failure::getMessage);
    assertEquals(before, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void note_windowIsClosed_doesNotLeave() {
    GorgiasCalls calls = new GorgiasCalls(context(), server.time);
    GorgiasAccount account = Objects.requireNonNull(server.store().gorgias());

    PartnerFailure failure =
        calls
            .write(
                server.store(),
                "gorgias-add-note",
                Map.of("ticket", "1"),
                JsonNodeFactory.instance.objectNode(),
                permit("POST", account.url(), "/api/tickets/1/messages", false))
            .failure();

    assertNotNull(failure);
    assertEquals("too late to be sent", failure.getMessage());
    assertTrue(failure.isCertainlyNotSent(), failure::getMessage);
    assertEquals(0, server.gorgias().requests().matching("POST", "/messages").size());
  }
}
