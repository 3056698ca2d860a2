package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.partner.OneLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a note on a ticket: the lines that the {@code sends} of the follow-up {@code note}
 * gives.
 */
public final class NoteWords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_LINES = 50;
  private static final int LONGEST_LINE = 1000;

  /** Samples of what a note is told: one with everything, and some with hardly anything. */
  private static final List<String> SAMPLES =
      List.of(
          """
          {"outcome": "applied", "what": "Skipped the order of 3 Dec 2026.", "why": null,
           "product": "Coffee Box", "subscription": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
           "before": {"status": "ACTIVE", "next_billing_date": "2026-12-03"},
           "after": {"status": "ACTIVE", "next_billing_date": "2027-01-03"},
           "agent": "Robin Hale", "at": "2026-11-22T10:14:03Z"}""",
          bare("refused"),
          bare("parked"),
          bare("dismissed"));

  private final List<String> lines;

  private NoteWords(List<String> lines) {
    this.lines = lines;
  }

  private static String bare(String outcome) {
    return """
        {"outcome": "%s", "what": "Skip next order", "why": null, "product": null,
         "subscription": null, "before": null, "after": null, "agent": null,
         "at": "2026-11-22T10:14:03Z"}"""
        .formatted(outcome);
  }

  /**
   * The words of which a note was made; what is null, or empty, is left out.
   *
   * @throws IllegalStateException where they aren't a list of lines
   */
  static NoteWords of(JsonNode sent) {
    if (!sent.isArray()) {
      throw new IllegalStateException("Its sends doesn't give a list of lines");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode line : sent) {
      if (!line.isNull() && !line.isTextual()) {
        throw new IllegalStateException("Its sends gives a line that isn't a text");
      }
      String text = OneLine.of(line.asText(""), LONGEST_LINE);
      if (line.isTextual() && !text.isEmpty() && lines.size() < MOST_LINES) {
        lines.add(text);
      }
    }
    if (lines.isEmpty()) {
      throw new IllegalStateException("Its sends gives no line");
    }
    return new NoteWords(List.copyOf(lines));
  }

  /** The lines, at least one, none of them empty. */
  public List<String> lines() {
    return lines;
  }

  /**
   * What is wrong with the follow-up {@code note}, and what to write instead; null: nothing. Which
   * presses have a note, how often and in which order is fixed, so the file may set nothing but the
   * words.
   */
  static @Nullable String problem(FollowUp note) {
    if (!note.isForEveryEnd() || !note.isInOrder()) {
      return "every end of a press is noted, one after the other; write when:"
          + " applied,refused,parked,dismissed and order: ticket";
    }
    String setting = note.firstOfOthers();
    if (setting != null) {
      return setting + " doesn't hold for notes; leave it out, and see the settings note.*";
    }
    for (String sample : SAMPLES) {
      try {
        JsonNode told = JSON.readTree(sample);
        of(note.body("ABCD2345", told, JsonNodeFactory.instance.objectNode()));
      } catch (IllegalStateException e) {
        String why = String.valueOf(e.getMessage()).replaceFirst("^Its sends", "sends");
        return why + "; write JSLT that gives a list of texts, such as [.what]";
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return null;
  }
}
