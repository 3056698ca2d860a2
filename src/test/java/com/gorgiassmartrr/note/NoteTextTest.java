package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.followup.ShippedNote;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.SubscriptionState;
import com.gorgiassmartrr.press.NoteParts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shipped words make of a press. */
final class NoteTextTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:14:03Z");

  @Test
  void applied_saysWhatChanged() {
    Message note =
        written(
            parts(
                PressState.APPLIED,
                "Skipped the order of 3 Dec 2026.",
                "",
                "ACTIVE",
                "2027-01-03"));

    assertEquals(
        """
        Skipped the order of 3 Dec 2026.
        Subscription: Coffee Box (ps-1)
        Status: ACTIVE
        Next billing: 3 Dec 2026 \u2192 3 Jan 2027
        By Robin Hale, 22 Nov 2026 10:14 UTC
        [ref ABCD2345]""",
        note.text());
    assertEquals(
        "<div><b>Skipped the order of 3 Dec 2026.</b></div>"
            + "<div>Subscription: Coffee Box (ps-1)</div>"
            + "<div>Status: ACTIVE</div>"
            + "<div>Next billing: 3 Dec 2026 \u2192 3 Jan 2027</div>"
            + "<div>By Robin Hale, 22 Nov 2026 10:14 UTC</div>"
            + "<div>[ref ABCD2345]</div>",
        note.html());
  }

  @Test
  void cancelled_hasNoNextBilling() {
    String text = written(parts(PressState.APPLIED, "Cancelled.", "", "CANCELLED", "")).text();

    assertTrue(text.contains("\nStatus: ACTIVE \u2192 CANCELLED\n"), text);
    assertTrue(text.contains("\nNext billing: 3 Dec 2026 \u2192 none\n"), text);
  }

  @Test
  void refused_saysWhy() {
    String text =
        written(
                parts(
                    PressState.REFUSED, "Skip next order", "It is paused.", "ACTIVE", "2026-12-03"))
            .text();

    assertTrue(text.startsWith("Not done: Skip next order\nWhy: It is paused.\n"), text);
    assertTrue(text.contains("\nNext billing: 3 Dec 2026\n"), text);
  }

  @Test
  void parked_saysWhatIsUnclear() {
    String text =
        written(parts(PressState.PARKED, "Skip next order", "Smartrr didn't answer.", "", ""))
            .text();

    assertTrue(text.startsWith("Needs a person's decision: Skip next order\n"), text);
    assertTrue(text.contains("What is unclear: Smartrr didn't answer.\n"), text);
    assertTrue(text.contains("Status before: ACTIVE\n"), text);
    assertTrue(text.contains("Next billing before: 3 Dec 2026\n"), text);
  }

  @Test
  void html_isEscaped() {
    String html =
        written(
                parts(
                    PressState.REFUSED,
                    "<script>alert(\"1\")</script> & 'more'",
                    "</div><img src=x onerror=alert(1)>",
                    "ACTIVE",
                    ""))
            .html();

    assertFalse(html.contains("<script"), html);
    assertFalse(html.contains("<img"), html);
    assertTrue(
        html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;"),
        html);
    assertTrue(html.contains("&lt;/div&gt;&lt;img src=x onerror=alert(1)&gt;"), html);
  }

  @Test
  void emojiAndRightToLeft_areIntact() {
    String what = "\u0642\u0647\u0648\u0629 \ud83d\udc69\u200d\ud83d\ude80 \u200f!";
    Message note = written(parts(PressState.APPLIED, what, "", "ACTIVE", ""));

    assertTrue(note.text().startsWith(what + "\n"), note.text());
    assertTrue(note.html().startsWith("<div><b>" + what + "</b></div>"), note.html());
  }

  @Test
  void linesAndDirections_cannotBeForged() {
    Message note =
        written(parts(PressState.APPLIED, "a\r\nb\u2028c\u202Ed\u0000e\u0085f", "", "ACTIVE", ""));

    assertTrue(note.text().startsWith("a b c d e f\n"), note.text());
  }

  @Test
  void length_isBounded() {
    String rocket = "\ud83d\ude80";
    Message note =
        written(parts(PressState.PARKED, rocket.repeat(50_000), "<".repeat(50_000), "ACTIVE", "x"));

    assertTrue(note.text().length() < 3_000, () -> "" + note.text().length());
    assertTrue(note.html().length() < 8_000, () -> "" + note.html().length());
    assertTrue(note.text().contains(rocket + "\u2026\n"));
    assertTrue(note.text().endsWith("UTC\n[ref ABCD2345]"));
  }

  /** A note as Gorgias is sent it. */
  private record Message(String text, String html) {}

  private static Message written(NoteParts parts) {
    List<String> lines = ShippedNote.lines(parts.json());
    JsonNode message = NoteMessage.of("ABCD2345", "robin@example.com", lines);
    return new Message(message.path("body_text").asText(), message.path("body_html").asText());
  }

  private static NoteParts parts(
      PressState outcome, String what, String why, String afterStatus, String afterNextBilling) {
    return new NoteParts(
        outcome,
        what,
        why,
        "Coffee Box",
        "ps-1",
        new SubscriptionState("ACTIVE", "2026-12-03T00:00:00.000Z"),
        new SubscriptionState(afterStatus, afterNextBilling),
        "Robin Hale",
        AT);
  }
}
