package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.LogLines;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.permit.EditedRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code writing-a-route.md} says of follow-ups is so, word for word. */
final class GuideTest {
  private static final Path GUIDE = Path.of("src", "docs", "writing-a-route.md");
  private static final String ROUTES = "camel.main.routes-include-pattern";
  private static final String NOTE = "follow-ups/note.camel.yaml";
  private static final String SLACK = "follow-ups/slack.camel.yaml";

  @SuppressWarnings("NullAway.Init")
  private Receiver receiver;

  private @Nullable FollowUpDesk desk;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
  }

  @AfterEach
  void stop() {
    if (desk != null) {
      desk.close();
    }
    receiver.close();
  }

  private FollowUpDesk desk(EditedRoutes routes, String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(ROUTES, routes.pattern()));
    all.addAll(List.of(settings));
    FollowUpDesk made = FollowUpDesk.start(receiver, all.toArray(String[]::new));
    desk = made;
    return made;
  }

  @Test
  void tellSlack_pressIsParked_isTold() throws Exception {
    String text = block("Tell Slack when a press is parked");
    assertEquals(Files.readString(Path.of("routes", "follow-ups", "slack.camel.yaml")), text);
    FollowUpDesk at = desk(new EditedRoutes().withFile(SLACK, text), "slack.url", receiver.url());

    String reference = at.park();

    at.followUp(reference, "slack", FollowUpState.DONE);
    assertEquals(1, receiver.requests.size());
    assertTrue(receiver.requests.get(0).body().contains(reference), "its reference");
  }

  @Test
  void tagTheTicket_subscriptionIsCancelled_isTagged() throws Exception {
    String text = block("Tag the ticket when a subscription is cancelled");
    FollowUpDesk at =
        desk(new EditedRoutes().withFile("follow-ups/tag-cancelled.camel.yaml", text));
    long ticket = at.ticket();
    String paused = at.press("pause", at.subscription(), ticket).path("reference").asText();
    String cancelled = at.press("cancel", at.subscription(), ticket).path("reference").asText();

    at.followUp(cancelled, "tag-cancelled", FollowUpState.DONE);

    JsonNode tagged = Objects.requireNonNull(at.server.gorgias().desk().ticket(ticket));
    assertEquals("smartrr-cancelled", tagged.path("tags").path(0).path("name").asText());
    assertEquals(List.of(), at.names(paused));
  }

  @Test
  void anotherRetry_slackIsDown_isTriedMoreSeldomAndForLonger() throws Exception {
    EditedRoutes routes =
        new EditedRoutes()
            .with(
                SLACK,
                "        when: parked\n",
                "        when: parked\n" + block("Another retry for a follow-up"));
    FollowUpDesk at = desk(routes, "slack.url", receiver.url());
    receiver.answers(503, "");
    String reference = at.park();
    Await.until("a failure", () -> !at.followUp(reference, "slack").tries().why().isEmpty());

    FollowUpRecord failed = at.followUp(reference, "slack");
    Instant next = Objects.requireNonNull(failed.tries().nextAt());
    Duration wait = Duration.between(at.server.time.instant(), next);
    assertEquals(1, failed.tries().count());
    assertTrue(wait.toSeconds() >= 24 && wait.toSeconds() <= 36, wait::toString);
    at.server.time.advance(Duration.ofHours(25));
    Await.until("another try", () -> receiver.requests.size() == 2);
    Await.until(
        "its failure", () -> !next.equals(at.followUp(reference, "slack").tries().nextAt()));
    assertEquals(FollowUpState.DUE, at.followUp(reference, "slack").state());
    at.server.time.advance(Duration.ofDays(2));
    at.followUp(reference, "slack", FollowUpState.GIVEN_UP);
  }

  /** Live, and with a version in between that isn't taken. */
  @Test
  void noteSays_otherWords_areOnTheNextNote() throws Exception {
    EditedRoutes routes = new EditedRoutes();
    FollowUpDesk at = desk(routes);
    assertTrue(noteOf(at, "pause").contains("\nBy robin@example.com, "));
    String by = "            \"By \" + agent(.agent) + \", \" + time-in-words(.at)\n";

    try (LogLines log = LogLines.ofServer()) {
      routes.with(NOTE, "head(.) + [", "head(.) + {");
      Await.until("a refusal", () -> says(log, "note.camel.yaml, line "));
      assertTrue(noteOf(at, "pause").contains("\nBy robin@example.com, "));
      routes.with(NOTE, "head(.) + {", "head(.) + [");
      routes.with(NOTE, by, block("Change what the note says"));
      Await.until("it to be in force", () -> says(log, "note.camel.yaml: in force."));
    }

    assertTrue(noteOf(at, "pause").contains("\nPressed by robin@example.com, "));
  }

  private static boolean says(LogLines log, String words) {
    return log.all().stream().anyMatch(line -> line.contains(words));
  }

  private static String noteOf(FollowUpDesk at, String action) throws Exception {
    long ticket = at.ticket();
    at.press(action, at.subscription(), ticket);
    Await.until("the note", () -> !at.notes(ticket).isEmpty());
    return at.notes(ticket).get(0);
  }

  /** The first block of YAML below a heading. */
  private static String block(String heading) throws IOException {
    Matcher found =
        Pattern.compile(
                "### " + Pattern.quote(heading) + "\\n(?:(?!\\n#)[\\s\\S])*?```yaml\\n(.*?)```",
                Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    if (!found.find()) {
      throw new IOException(GUIDE + " has no block below " + heading);
    }
    return found.group(1);
  }
}
