package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.jslt.Jslt;
import com.gorgiassmartrr.jslt.JsltFailure;
import com.gorgiassmartrr.jslt.JsltMistake;
import com.gorgiassmartrr.ledger.PressState;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * What the server must know of a follow-up: which presses it follows, what it sends where, and how
 * long it is tried. The bean stands below the follow-up's route, in the same file.
 *
 * <p>Its properties are set as texts, as they stand in the file; {@link #problem} says what is
 * wrong with them.
 */
public final class FollowUp {
  private static final List<String> OUTCOMES = List.of("applied", "refused", "parked", "dismissed");

  private static final Pattern WRITE =
      Pattern.compile("(POST|PUT|PATCH|DELETE) (/\\S*|[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+)");

  /** A part of a path: the ticket, or a setting, which has a dot in its name. */
  private static final Pattern PART = Pattern.compile("\\{([a-z][a-z0-9.-]*)}");

  private static final String TICKET = "ticket";

  /** What its {@code sends} may name. */
  private static final Set<String> VARIABLES = Set.of("id", "press", "settings");

  private String when = "";
  private String actions = "";
  private String order = "";
  private String write = "";
  private String sends = "";
  private String enabledBy = "";
  private String giveUpAfter = "";
  private String timeout = "";
  private String firstRetry = "";
  private String longestRetry = "";
  private @Nullable Jslt shape;
  private String mistake = "";
  private List<String> outcomes = List.of();
  private List<String> actionNames = List.of();
  private List<String> switches = List.of();

  /** The outcomes that it follows, such as {@code applied,parked}. */
  public String getWhen() {
    return when;
  }

  public void setWhen(String when) {
    this.when = when;
    outcomes = list(when);
  }

  /** The names of the actions that it follows, comma separated; none: all. */
  public String getActions() {
    return actions;
  }

  public void setActions(String actions) {
    this.actions = actions;
    actionNames = list(actions);
  }

  /**
   * The order in which follow-ups are done. {@code ticket}: those of one ticket one after the
   * other; none: side by side.
   */
  public String getOrder() {
    return order;
  }

  public void setOrder(String order) {
    this.order = order;
  }

  /**
   * The one write that the follow-up makes, for which each try gets a permit: a verb, and a path of
   * the store's Gorgias, such as {@code POST /api/tickets/{ticket}/tags}, or the setting that holds
   * an address, such as {@code POST slack.url}. None: it makes no write.
   */
  public String getWrite() {
    return write;
  }

  public void setWrite(String write) {
    this.write = write;
  }

  /**
   * The body with which the follow-up's route begins, in JSLT. {@code .} and {@code $press} are the
   * press, {@code $id} is the id by which a receiver recognizes a repeat, and {@code $settings} are
   * the settings whose names begin with the follow-up's name. None: the press itself. In the
   * follow-up {@code note}, it makes the lines of the note.
   */
  public String getSends() {
    return sends;
  }

  public void setSends(String sends) {
    this.sends = sends;
    shape = null;
    mistake = "";
    if (!sends.isBlank()) {
      try {
        shape = Jslt.compileStrictly(sends, Words.FUNCTIONS, VARIABLES);
      } catch (JsltMistake e) {
        mistake = "sends" + (e.line() > 1 ? ", line " + e.line() : "") + ": " + e.getMessage();
      }
    }
  }

  /**
   * The settings that switch the follow-up on, comma separated: each must have a value. None: it is
   * on.
   */
  public String getEnabledBy() {
    return enabledBy;
  }

  public void setEnabledBy(String enabledBy) {
    this.enabledBy = enabledBy;
    switches = list(enabledBy);
  }

  /**
   * How long the follow-up is tried, such as {@code 3d}; {@code follow-up.give-up-after} unless
   * set.
   */
  public String getGiveUpAfter() {
    return giveUpAfter;
  }

  public void setGiveUpAfter(String giveUpAfter) {
    this.giveUpAfter = giveUpAfter;
  }

  /** How long one try may take; {@code follow-up.timeout} unless set. */
  public String getTimeout() {
    return timeout;
  }

  public void setTimeout(String timeout) {
    this.timeout = timeout;
  }

  /**
   * How long a follow-up that failed waits before its second try; {@code follow-up.first-retry}
   * unless set.
   */
  public String getFirstRetry() {
    return firstRetry;
  }

  public void setFirstRetry(String firstRetry) {
    this.firstRetry = firstRetry;
  }

  /**
   * How long a follow-up waits between two tries at most; {@code follow-up.longest-retry} unless
   * set.
   */
  public String getLongestRetry() {
    return longestRetry;
  }

  public void setLongestRetry(String longestRetry) {
    this.longestRetry = longestRetry;
  }

  /** What is wrong with it, and what to write instead; null: nothing. */
  @Nullable String problem() {
    if (outcomes.isEmpty() || !OUTCOMES.containsAll(outcomes)) {
      return "when is '" + when + "'; write one or more of " + String.join(", ", OUTCOMES);
    }
    if (!order.isEmpty() && !order.equals(TICKET)) {
      return "order is '" + order + "'; write ticket, or leave it out";
    }
    if (!write.isEmpty() && !WRITE.matcher(write).matches()) {
      return "write is '"
          + write
          + "'; write a verb with a path of Gorgias or with the setting that holds an address, like"
          + " POST /api/tickets/{ticket}/tags or POST slack.url";
    }
    if (!mistake.isEmpty()) {
      return mistake;
    }
    for (Map.Entry<String, String> one :
        Map.of(
                "giveUpAfter", giveUpAfter,
                "timeout", timeout,
                "firstRetry", firstRetry,
                "longestRetry", longestRetry)
            .entrySet()) {
      if (!one.getValue().isEmpty() && duration(one.getValue()) == null) {
        return one.getKey()
            + " is '"
            + one.getValue()
            + "', which is not a length of time; write it like 10s, 5m or 24h";
      }
    }
    return null;
  }

  /** Whether it follows a press of this action with this outcome. */
  boolean follows(String action, PressState outcome) {
    return outcomes.contains(outcome.word())
        && (actionNames.isEmpty() || actionNames.contains(action));
  }

  /** Whether it follows every press, whatever its action and its outcome. */
  boolean isForEveryEnd() {
    return outcomes.containsAll(OUTCOMES) && actionNames.isEmpty();
  }

  /**
   * The first property that is set, leaving out {@code when}, {@code actions}, {@code order} and
   * {@code sends}; null: none is.
   */
  @Nullable String firstOfOthers() {
    Map<String, String> others = new LinkedHashMap<>();
    others.put("write", write);
    others.put("enabledBy", enabledBy);
    others.put("giveUpAfter", giveUpAfter);
    others.put("timeout", timeout);
    others.put("firstRetry", firstRetry);
    others.put("longestRetry", longestRetry);
    return others.entrySet().stream()
        .filter(one -> !one.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The settings that must have a value. */
  List<String> switches() {
    return switches;
  }

  /** Whether the follow-ups of one ticket are done in the order in which their presses ended. */
  boolean isInOrder() {
    return order.equals(TICKET);
  }

  /** Whether it writes to the store's Gorgias. */
  boolean writesToGorgias() {
    return write.contains(" /");
  }

  /** Whether it can't be done for a press without a ticket. */
  boolean needsTicket() {
    return write.contains("{" + TICKET + "}");
  }

  /** The verb of its write; empty: it makes none. */
  String verb() {
    return write.split(" ", 2)[0];
  }

  /** The setting that holds the address of its write; empty: it has none. */
  String addressSetting() {
    return write.isEmpty() || writesToGorgias() ? "" : write.split(" ", 2)[1];
  }

  /**
   * The path of its write, filled in.
   *
   * @param setting the value of a setting; empty: it has none
   * @throws IllegalStateException where a part is missing, or can't stand in a path
   */
  String path(String ticket, UnaryOperator<String> setting) {
    return PART.matcher(write.split(" ", 2)[1])
        .replaceAll(
            found -> {
              String name = found.group(1);
              String value = name.equals(TICKET) ? ticket : setting.apply(name);
              if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalStateException(
                    name + " is missing, or can't stand in the path of a write");
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /**
   * The body with which the follow-up's route begins.
   *
   * @param id by which a receiver recognizes a repeat
   * @throws IllegalStateException where that can't be computed; the message holds no data
   */
  JsonNode body(String id, JsonNode press, JsonNode settings) {
    Jslt jslt = shape;
    if (jslt == null) {
      return press;
    }
    try {
      return jslt.run(
          press, Map.of("id", TextNode.valueOf(id), "press", press, "settings", settings));
    } catch (JsltFailure e) {
      throw new IllegalStateException(
          "Its sends can't be computed for this press: " + e.getMessage(), e);
    }
  }

  /** A property that is a length of time; null: it isn't set. */
  static @Nullable Duration duration(String value) {
    if (value.isEmpty()) {
      return null;
    }
    try {
      Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(value));
      return duration.isZero() || duration.isNegative() ? null : duration;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static List<String> list(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(","))
        .map(one -> one.strip().toLowerCase(Locale.ROOT))
        .filter(one -> !one.isEmpty())
        .toList();
  }
}
