package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.permit.EditedRoutes;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import com.gorgiassmartrr.store.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from presses is done at least once, each by itself, and never changes a press. */
final class FollowUpsTest {
  private static final String ROUTES = "camel.main.routes-include-pattern";

  private Receiver receiver;
  private Receiver webhook;
  private @Nullable FollowUpDesk desk;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
    webhook = Receiver.start();
  }

  @AfterEach
  void stop() {
    if (desk != null) {
      desk.close();
    }
    receiver.close();
    webhook.close();
  }

  private FollowUpDesk desk(String... keysAndValues) throws Exception {
    FollowUpDesk made = FollowUpDesk.start(receiver, keysAndValues);
    desk = made;
    return made;
  }

  /** A desk whose Slack is the one receiver, and whose webhook the other. */
  private FollowUpDesk deskWithBoth(String... more) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "slack.url", receiver.url(),
                "webhook.url", webhook.url(),
                "webhook.secret", FollowUpDesk.SECRET));
    settings.addAll(List.of(more));
    return desk(settings.toArray(String[]::new));
  }

  @Test
  void followUps_withoutTheirSettings_areOff() throws Exception {
    FollowUpDesk at = desk();
    assertEquals(List.of(), at.names(at.press("pause")));
  }

  @Test
  void tags_pressIsApplied_areAddedToThoseThatAreThere() throws Exception {
    FollowUpDesk at = desk("tag-ticket.tags", "smartrr-{action}, {outcome}");
    long ticket = at.ticket();
    tag(at, ticket, "vip");
    String reference = at.press("pause", at.subscription(), ticket).path("reference").asText();

    at.followUp(reference, "tag-ticket", FollowUpState.DONE);

    assertEquals(List.of("applied", "smartrr-pause", "vip"), tags(at, ticket));
    assertEquals(1, at.followUp(reference, "tag-ticket").tries().count());
  }

  private static void tag(FollowUpDesk at, long ticket, String name) throws Exception {
    at.gorgias("POST", "/api/tickets/" + ticket + "/tags", "{\"names\":[\"" + name + "\"]}");
  }

  private static List<String> tags(FollowUpDesk at, long ticket) {
    JsonNode found = Objects.requireNonNull(at.server.gorgias().desk().ticket(ticket)).path("tags");
    return StreamSupport.stream(found.spliterator(), false)
        .map(tag -> tag.path("name").asText())
        .toList();
  }

  @Test
  void tags_gorgiasAnswersWithAPage_areTriedAgain() throws Exception {
    FollowUpDesk at = desk("tag-ticket.tags", "smartrr-{action}");
    at.server
        .gorgias()
        .faults()
        .always(GorgiasFaults.Fault.of(GorgiasFaults.Kind.HTML).on("POST", "/tags"));
    long ticket = at.ticket();
    String reference = at.press("pause", at.subscription(), ticket).path("reference").asText();
    Await.until(
        "what it says",
        () ->
            at.followUp(reference, "tag-ticket")
                .tries()
                .why()
                .equals("It was answered otherwise than its route expects."));

    at.server.gorgias().faults().clear();
    at.server.time.advance(Duration.ofMinutes(1));

    at.followUp(reference, "tag-ticket", FollowUpState.DONE);
    assertEquals(List.of("smartrr-pause"), tags(at, ticket));
  }

  @Test
  void tags_pressWithoutATicket_areNotDue() throws Exception {
    FollowUpDesk at = desk("tag-ticket.tags", "smartrr-{action}");
    SmartrrSubscription subscription = at.subscription();
    String reference = at.pressWithoutTicket("pause", subscription);
    assertEquals(PressState.APPLIED, at.find(reference).state());
    assertEquals(List.of(), at.names(reference));
  }

  @Test
  void field_firstOfTwoPressesFails_isFilledInInTheirOrder() throws Exception {
    FollowUpDesk at = desk("ticket-field.id", "501");
    at.server
        .gorgias()
        .faults()
        .always(GorgiasFaults.Fault.status(500).on("PUT", "/custom-fields/"));
    long ticket = at.ticket();
    SmartrrSubscription subscription = at.subscription();
    String first = at.press("pause", subscription, ticket).path("reference").asText();
    Await.until("the first try", () -> at.followUp(first, "ticket-field").tries().count() == 1);
    Await.until("its end", () -> !at.followUp(first, "ticket-field").tries().why().isEmpty());
    String second = at.press("unpause", subscription, ticket).path("reference").asText();

    at.server.gorgias().faults().clear();
    assertEquals(0, at.followUp(second, "ticket-field").tries().count());
    at.server.time.advance(Duration.ofMinutes(1));

    at.followUp(second, "ticket-field", FollowUpState.DONE);
    assertEquals(FollowUpState.DONE, at.followUp(first, "ticket-field").state());
    JsonNode values =
        at.gorgias("GET", "/api/tickets/" + ticket + "/custom-fields", "").path("data");
    assertEquals("unpause applied", values.path(0).path("value").asText());
  }

  @Test
  void slack_pressIsParked_isToldOnce() throws Exception {
    FollowUpDesk at = desk("slack.url", receiver.url());
    String applied = at.press("pause");
    String reference = at.park();

    at.followUp(reference, "slack", FollowUpState.DONE);

    assertEquals(List.of(), at.names(applied));
    assertEquals(1, receiver.requests.size());
    String text = receiver.requests.get(0).json().path("text").asText();
    assertEquals("acme: Skip next order is parked. " + at.find(reference).end().message(), text);
    assertEquals("application/json", receiver.requests.get(0).type());
  }

  @Test
  void slack_pressIsParkedAgain_isToldAgain() throws Exception {
    FollowUpDesk at = deskWithBoth();
    String reference = at.park();
    at.followUp(reference, "slack", FollowUpState.DONE);
    at.ledger.reopen(at.find(reference).id(), "robin");

    Await.until("both", () -> webhook.requests.size() == 2);

    assertEquals(reference, webhook.requests.get(0).id());
    assertEquals(reference + "-2", webhook.requests.get(1).id());
    assertEquals(
        "com.gorgiassmartrr.press.parked", webhook.requests.get(0).json().path("type").asText());
  }

  @Test
  void slack_answersGarbageForEver_isGivenUpAndNothingElseIsLate() throws Exception {
    FollowUpDesk at = deskWithBoth();
    receiver.answers(200, "<html>Welcome to the hotel's network</html>");

    assertGivenUpAlone(at, "It was answered otherwise than its route expects.");
  }

  @Test
  void slack_failsForEver_isGivenUpAndNothingElseIsLate() throws Exception {
    FollowUpDesk at = deskWithBoth();
    receiver.answers(500, "invalid_payload");

    assertGivenUpAlone(at, "Status 500, by something in front of the partner.");
  }

  @Test
  void slack_hangsForEver_isGivenUpAndNothingElseIsLate() throws Exception {
    FollowUpDesk at = deskWithBoth("smartrr.timeout", "700");
    receiver.hangs();

    assertGivenUpAlone(at, "No answer in time.");
  }

  private void assertGivenUpAlone(FollowUpDesk at, String why) throws Exception {
    String reference = at.park();
    at.awaitNote(reference);
    at.followUp(reference, "webhook", FollowUpState.DONE);
    String other = at.press("pause");
    at.awaitNote(other);
    at.followUp(other, "webhook", FollowUpState.DONE);
    Await.until(
        "the first failure", () -> !at.followUp(reference, "slack").tries().why().isEmpty());
    assertEquals(FollowUpState.DUE, at.followUp(reference, "slack").state());

    at.server.time.advance(Duration.ofHours(25));
    FollowUpRecord givenUp = at.followUp(reference, "slack", FollowUpState.GIVEN_UP);
    assertEquals(why, givenUp.tries().why());
    assertEquals(PressState.PARKED, at.find(reference).state());

    receiver.answers(200, "ok");
    at.ledger.reopenFollowUp(givenUp);
    at.followUp(reference, "slack", FollowUpState.DONE);
  }

  /** A repeat by hand, which no check of the files knows to be one. */
  @Test
  void slack_whoseCallStandsTwice_isSentOnceATry() throws Exception {
    String call =
        """
                - to:
                    id: receiver-call
                    description: Call the receiver
                    uri: https
                    parameters:
                      httpUri: "{{gorgias.host}}"
        """;
    EditedRoutes edited =
        new EditedRoutes()
            .with(
                "receiver.camel.yaml",
                call,
                call + call.replace("id: receiver-call", "id: receiver-call-again"));
    FollowUpDesk at = desk("slack.url", receiver.url(), ROUTES, edited.pattern());
    receiver.answers(200, "ok");
    String reference = at.park();
    Await.until(
        "the first failure", () -> !at.followUp(reference, "slack").tries().why().isEmpty());
    assertEquals(at.followUp(reference, "slack").tries().count(), receiver.requests.size());
    String why = at.followUp(reference, "slack").tries().why();
    assertTrue(why.startsWith("Its route makes a mistake: POST to "), why);
    assertTrue(why.endsWith(" was asked for again."), why);
  }

  @Test
  void slack_editedWhileTheServerRuns_isDoneByTheNewVersion() throws Exception {
    EditedRoutes edited = new EditedRoutes();
    FollowUpDesk at = desk("slack.url", receiver.url(), ROUTES, edited.pattern());
    receiver.answers(200, "ok");
    at.followUp(at.park(), "slack", FollowUpState.DONE);

    edited.with("follow-ups/slack.camel.yaml", "\" is \" + .outcome", "\" now is \" + .outcome");
    String file = "follow-ups/slack.camel.yaml";
    Await.until(
        "the new version",
        () -> {
          at.followUp(parked(at), "slack", FollowUpState.DONE);
          return receiver.requests.get(receiver.requests.size() - 1).body().contains(" now is ");
        });
    edited.with(file, "when: parked", "when: sometimes");
    Await.until("the mistake in health", () -> health(at).contains("when"));
    at.followUp(at.park(), "slack", FollowUpState.DONE);
  }

  private static String parked(FollowUpDesk at) {
    try {
      return at.park();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String health(FollowUpDesk at) {
    try {
      return at.server.health().body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void slack_whenIsEdited_followsOtherOutcomes() throws Exception {
    EditedRoutes edited =
        new EditedRoutes().with("follow-ups/slack.camel.yaml", "when: parked", "when: applied");
    FollowUpDesk at = desk("slack.url", receiver.url(), ROUTES, edited.pattern());
    String applied = at.press("pause");
    at.followUp(applied, "slack", FollowUpState.DONE);
    assertEquals(List.of(), at.names(at.park()));
  }

  @Test
  void followUp_changesASubscription_isRefusedAndThePressIsUnharmed(@TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("meddle.camel.yaml"),
        """
        - route:
            id: follow-up-meddle
            routeConfigurationId: once
            from:
              id: meddle-begin
              uri: direct
              parameters:
                name: follow-up-meddle
              steps:
                - setVariable:
                    id: meddle-subscription
                    name: subscription
                    expression:
                      simple:
                        expression: ${body[subscription]}
                - setVariable:
                    id: meddle-customer
                    name: customer
                    expression:
                      simple:
                        expression: ${body[customer]}
                - setVariable:
                    id: meddle-change
                    name: change
                    expression:
                      constant:
                        expression: cancel
                - setBody:
                    id: meddle-body
                    expression:
                      simple:
                        expression: ${null}
                - to:
                    id: meddle-write
                    uri: direct
                    parameters:
                      name: smartrr-change
        - beans:
            - name: meddle
              type: com.gorgiassmartrr.followup.FollowUp
              properties:
                when: applied
        """);
    FollowUpDesk at = desk(ROUTES, withOwn(folder));
    SmartrrSubscription subscription = at.subscription();
    String reference = at.press("pause", subscription, at.ticket()).path("reference").asText();

    Await.until("its failure", () -> !at.followUp(reference, "meddle").tries().why().isEmpty());

    String why = at.followUp(reference, "meddle").tries().why();
    assertTrue(why.endsWith("was asked for without a permit."), why);
    assertEquals("PAUSED", subscription.status().name());
    assertEquals(PressState.APPLIED, at.find(reference).state());
    assertEquals(1, at.server.smartrr.requests().count(RequestMatch.writes()));
    at.awaitNote(reference);
  }

  @Test
  void followUp_neverEnds_isCutOffAndNothingElseIsLate(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("endless.camel.yaml"),
        """
        - route:
            id: follow-up-endless
            from:
              uri: direct
              parameters:
                name: follow-up-endless
              steps:
                - delay:
                    expression:
                      constant:
                        expression: "3600000"
        - beans:
            - name: endless
              type: com.gorgiassmartrr.followup.FollowUp
              properties:
                when: applied
                timeout: 200
                giveUpAfter: 1m
        """);
    FollowUpDesk at =
        desk(
            "webhook.url",
            webhook.url(),
            "webhook.secret",
            FollowUpDesk.SECRET,
            ROUTES,
            withOwn(folder));
    String reference = at.press("pause");
    at.followUp(reference, "webhook", FollowUpState.DONE);
    Await.until("its failure", () -> !at.followUp(reference, "endless").tries().why().isEmpty());
    assertEquals("It took longer than 200 ms.", at.followUp(reference, "endless").tries().why());
    at.server.time.advance(Duration.ofMinutes(2));
    at.followUp(reference, "endless", FollowUpState.GIVEN_UP);
  }

  private static String withOwn(Path folder) {
    return "file:routes/**/*.camel.yaml,file:" + folder + "/*.camel.yaml";
  }

  @Test
  void start_mistakesInSettingsAndBeans_areSaidInASentence() throws Exception {
    assertRefused(
        "slack.url is not an address; write it like https://hooks.example.com/services/...",
        "slack.url",
        "hooks.slack.com");
    assertRefused("webhook.secret is no webhook secret; write whsec_", "webhook.secret", "secret");
    assertRefused(
        "the follow-up slack: when is 'parkd'; write one or more of applied, refused, parked,"
            + " dismissed.",
        ROUTES,
        edited("when: parked", "when: parkd"));
    assertRefused(
        "the follow-up slack: write is 'POST https://hooks.example.com'; write a verb with a path",
        ROUTES,
        edited("write: POST slack.url", "write: POST https://hooks.example.com"));
    assertRefused(
        "line 44: the follow-up slack: sends: this is not JSLT: plain can't stand there",
        ROUTES,
        edited("\"text\": plain(", "\"text\" plain("));
    assertRefused(
        "the follow-up slack: there is no route follow-up-slack.",
        ROUTES,
        edited("    id: follow-up-slack", "    id: follow-up-slak"));
  }

  private static String edited(String old, String now) throws Exception {
    return new EditedRoutes().with("follow-ups/slack.camel.yaml", old, now).pattern();
  }

  private void assertRefused(String sentence, String key, String value) {
    SettingException refusal =
        assertThrows(SettingException.class, () -> FollowUpDesk.start(receiver, key, value));
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains(sentence), said);
    assertFalse(key.endsWith(".url") && said.contains(value), said);
  }
}
