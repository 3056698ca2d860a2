package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.store.PerStore;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped routes make a change on the thread that asks for it: its {@link SendWindow} is that
 * thread's, and a change whose window is closed leaves by none of them.
 */
final class SendWindowRoutesTest {
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

  private static void change(SendWindow window, String action) {
    SmartrrCalls calls =
        new SmartrrCalls(
            context(),
            server.time,
            Duration.ofSeconds(5),
            new PerStore<>(server.stores, store -> new Bulkhead(Runnable::run, 1, 0)));
    window.call(
        () ->
            calls.callNow(
                server.store(),
                "action-" + action,
                Map.of("customer", SmartrrPeople.MARA, "subscription", SmartrrPeople.MARA_COFFEE),
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "unskip", "pause", "unpause", "cancel", "set-next-billing-date"})
  void change_windowIsClosed_doesNotLeave(String action) {
    long before = server.smartrr.requests().count(RequestMatch.writes());
    SendWindow closed = SendWindow.open(server.time, () -> false);

    PartnerFailure failure = assertThrows(PartnerFailure.class, () -> change(closed, action));

    assertTrue(failure.isCertainlyNotSent(), failure::getMessage);
    assertEquals(before, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void change_windowIsOpen_leaves() {
    long before = server.smartrr.requests().count(RequestMatch.writes());

    change(SendWindow.open(server.time, () -> true), "pause");

    assertEquals(before + 1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void note_windowIsClosed_doesNotLeave() {
    GorgiasCalls calls = new GorgiasCalls(context(), server.time);

    PartnerFailure failure =
        SendWindow.open(server.time, () -> false)
            .call(
                () ->
                    calls.call(
                        server.store(),
                        "gorgias-add-note",
                        Map.of("ticket", "1"),
                        JsonNodeFactory.instance.objectNode()))
            .failure();

    assertNotNull(failure);
    assertTrue(failure.isCertainlyNotSent(), failure::getMessage);
    assertEquals(0, server.gorgias().requests().matching("POST", "/messages").size());
  }
}
