package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be done any more, or by us, is refused, and whoever pressed is told so. */
@Timeout(120)
final class PressRefusedTest {
  @Test
  void press_ofASubscriberWhomSmartrrDoesntKnow_isRefusedAtOnce() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      desk.server
          .smartrr
          .faults()
          .add(
              Fault.status(404).body("{\"message\":\"Customer not found\"}"),
              request -> PressDesk.isReadOf(subscription, request));
      HttpResponse<String> answer = desk.server.pressLater("skip", form).get();
      assertEquals(409, answer.statusCode(), answer.body());
    }
  }

  /** What the agent sees is renewed only when something happens on the ticket. */
  @Test
  void token_isRenewedAfterARefusal_samePressIsCarriedOutOnce() throws Exception {
    try (PressDesk desk = PressDesk.patient()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      desk.server.smartrr.faults().add(Fault.status(401), r -> PressDesk.isReadOf(subscription, r));
      HttpResponse<String> refused = desk.server.pressLater("skip", form).get();
      assertEquals(409, refused.statusCode(), refused.body());
      desk.server.smartrr.faults().clear();
      HttpResponse<String> twice = desk.server.pressLater("skip", form).get();
      assertEquals(refused.body(), twice.body());
      desk.server.time.advance(Duration.ofSeconds(11));

      HttpResponse<String> applied = desk.server.pressLater("skip", form).get();
      assertEquals(200, applied.statusCode(), applied.body());
      HttpResponse<String> again = desk.server.pressLater("skip", form).get();
      assertEquals(applied.body(), again.body());
      assertEquals(
          1, desk.server.smartrr.requests().count(r -> PressDesk.isWriteOf(subscription, r)));
    }
  }

  /** A bot check's or a proxy's page is no word of Smartrr's, neither of the token nor of this. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void change_answeredByAPage_isNotRefusedAndMadeOnce(int status) throws Exception {
    try (PressDesk desk = PressDesk.hasty()) {
      SmartrrSubscription subscription = desk.subscription();
      String form = desk.form(subscription, "");
      Fault page = Fault.status(status).body("<html>Just a moment...</html>");
      desk.server.smartrr.faults().addNext(1, page, r -> PressDesk.isReadOf(subscription, r));
      desk.server.smartrr.faults().addNext(1, page, r -> PressDesk.isWriteOf(subscription, r));
      String reference =
          TestServer.json(desk.server.pressLater("skip", form).get()).path("reference").asText();

      Press press = desk.ended(reference);

      assertEquals(PressState.APPLIED, press.state(), press.end().message());
      assertEquals(1, PressDesk.effects(subscription).size());
    }
  }

  @Test
  void replay_afterItsDateHasPassed_sendsNothing() throws Exception {
    try (PressDesk desk = PressDesk.hasty()) {
      SmartrrSubscription subscription = desk.subscription();
      subscription.nextBillingDate(desk.server.time.instant().plus(Duration.ofDays(20)));
      desk.server.time.advance(Duration.ofMinutes(2));
      String form = desk.form(subscription, "&date=" + desk.inDays(2));
      desk.server
          .smartrr
          .faults()
          .add(Fault.status(503), request -> PressDesk.isReadOf(subscription, request));
      String reference =
          TestServer.json(desk.server.pressLater("set-next-billing-date", form).get())
              .path("reference")
              .asText();
      Press press = desk.ended(reference);
      assertEquals(PressState.PARKED, press.state());
      HttpResponse<String> again = desk.server.pressLater("set-next-billing-date", form).get();
      assertEquals(409, again.statusCode(), again.body());
      assertEquals("parked", TestServer.json(again).path("status").asText());
      desk.server.time.advance(Duration.ofDays(4));
      desk.server.smartrr.faults().clear();
      desk.ledger.reopen(press.id(), "operator");
      Press replayed = desk.ended(reference);
      assertEquals(PressState.REFUSED, replayed.state(), replayed.end().message());
      assertEquals(
          0,
          desk.server.smartrr.requests().count(r -> PressDesk.isWriteOf(subscription, r)),
          replayed.state() + " " + replayed.end().message());
    }
  }

  @Test
  void press_refusedByARuleWhileTheLedgerIsSlow_agentIsntSentToANoteThatIsntWritten()
      throws Exception {
    String url = "jdbc:sqlite:" + TestFolder.fresh("refused") + "/ledger.db";
    try (PressDesk desk =
        PressDesk.startWithGorgias(
            "ledger.url", url,
            "action.answer-within", "2500",
            "lookup.timeout", "5000",
            "smartrr.timeout", "3500")) {
      SmartrrSubscription subscription = desk.subscription();
      long ticket =
          desk.server.gorgias().desk().openTicket("mara@example.com", "My order", "Change it.");
      String form = desk.formOf("skip", subscription, ticket);
      subscription.nextBillingDate(desk.server.time.instant().plus(Duration.ofDays(3)));
      AtomicBoolean read = new AtomicBoolean();
      desk.server
          .smartrr
          .faults()
          .addNext(
              1,
              Fault.slow(Duration.ofMillis(800)),
              request -> {
                boolean is = PressDesk.isReadOf(subscription, request);
                if (is) {
                  read.set(true);
                }
                return is;
              });
      CompletableFuture<HttpResponse<String>> answer = desk.server.pressLater("skip", form);
      Await.until("the read", read::get);
      try (Connection other = DriverManager.getConnection(url);
          var statement = other.createStatement()) {
        statement.execute("begin immediate");
        Await.until("the answer", answer::isDone);
        statement.execute("rollback");
      }
      JsonNode told = TestServer.json(answer.get());
      Press press = desk.ended(told.path("reference").asText());
      assertEquals(PressState.REFUSED, press.state(), press.end().message());
      assertEquals(List.of(), desk.ledger.notes(press.id()));
      assertFalse(told.path("message").asText().contains("note"), told.toString());
    }
  }
}
