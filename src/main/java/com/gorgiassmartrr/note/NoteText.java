package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.partner.OneLine;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes the words of a note, as plain text and as HTML. */
public final class NoteText {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private NoteText() {}

  /** The text by which a note is found again on its ticket. */
  static String marker(String mark) {
    return "[ref " + mark + "]";
  }

  /** The plain text with the text by which it is found again. */
  static String marked(String text, String mark) {
    return text + "\n" + marker(mark);
  }

  /** The HTML with the text by which it is found again. */
  static String markedHtml(String html, String mark) {
    return html + "<div>" + escaped(marker(mark)) + "</div>";
  }

  /** The note that tells of a press. */
  public static NewNote of(NoteParts parts) {
    String what = OneLine.of(parts.what(), 300);
    String why = OneLine.of(parts.why(), 600);
    List<String> lines = new ArrayList<>();
    switch (parts.ending()) {
      case APPLIED -> lines.add(what);
      case REFUSED -> {
        lines.add("Not done: " + what);
        lines.add("Why: " + (why.isEmpty() ? "no reason was given" : why));
      }
      case DISMISSED -> lines.add("Dismissed, and nothing more is done about it: " + what);
      case PARKED -> {
        lines.add("Needs a person's decision: " + what);
        lines.add("What is unclear: " + (why.isEmpty() ? "whether it was done" : why));
      }
    }
    addSubscription(lines, parts);
    String agent = OneLine.of(parts.agent(), 100);
    lines.add(
        "By " + (agent.isEmpty() ? "an agent" : named(agent)) + ", " + TIME.format(parts.at()));
    return new NewNote(parts.store(), parts.ticketId(), String.join("\n", lines), html(lines));
  }

  /** Gorgias may tell no more of an agent than a number. */
  private static String named(String agent) {
    return agent.matches("\\d+") ? "agent " + agent : agent;
  }

  private static void addSubscription(List<String> lines, NoteParts parts) {
    String product = OneLine.of(parts.product(), 200);
    String id = OneLine.of(parts.subscriptionId(), 64);
    if (!product.isEmpty() || !id.isEmpty()) {
      lines.add(
          "Subscription: "
              + (product.isEmpty() ? id : id.isEmpty() ? product : product + " (" + id + ")"));
    }
    boolean isBeforeKnown = !parts.beforeStatus().isBlank();
    boolean isAfterKnown = !parts.afterStatus().isBlank();
    addChange(
        lines,
        "Status",
        isBeforeKnown ? OneLine.of(parts.beforeStatus(), 40) : "",
        isAfterKnown ? OneLine.of(parts.afterStatus(), 40) : "");
    addChange(
        lines,
        "Next billing",
        isBeforeKnown ? date(parts.beforeNextBilling()) : "",
        isAfterKnown ? date(parts.afterNextBilling()) : "");
  }

  private static void addChange(List<String> lines, String label, String before, String after) {
    if (after.isEmpty() && !before.isEmpty()) {
      lines.add(label + " before: " + before);
    } else if (before.isEmpty() || before.equals(after)) {
      if (!after.isEmpty()) {
        lines.add(label + ": " + after);
      }
    } else {
      lines.add(label + ": " + before + " \u2192 " + after);
    }
  }

  /** A date as agents read it; Smartrr's dates may carry a time. */
  private static String date(String text) {
    if (text.isBlank()) {
      return "none";
    }
    try {
      return DATE.format(LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text));
    } catch (DateTimeParseException e) {
      return OneLine.of(text, 40);
    }
  }

  private static String html(List<String> lines) {
    String rest =
        lines.stream()
            .skip(1)
            .map(line -> "<div>" + escaped(line) + "</div>")
            .collect(Collectors.joining());
    return "<div><b>" + escaped(lines.get(0)) + "</b></div>" + rest;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
