package com.gorgiassmartrr.press;

import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the server must know of an action: a bean at the end of the action's file, beside the route
 * {@code action-NAME} that makes the write.
 *
 * <p>Templates name the agent's fields in braces, such as {@code {date}}, and {@code {before}} and
 * {@code {after}}, the next billing dates.
 */
public final class Action {
  private static final Set<String> STATUSES =
      Set.of("ACTIVE", "PAUSED", "CANCELLED", "EXPIRED", "FAILED", "UNKNOWN");
  private static final Pattern EVENT = Pattern.compile("|[A-Z_]+(\\s*=.*)?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]*)[^}]*}");
  private static final Pattern SENT =
      Pattern.compile("([A-Za-z0-9_]+)\\s*=\\s*\\{([A-Za-z0-9_]+)(?:\\|[^}]*)?}");

  /** What a button sends beside the action's own fields. */
  private static final Set<String> SENT_ANYWAY =
      Set.of("subscription_id", "customer_id", "press_token", "ticket_id", "agent", "confirm");

  private String label = "";
  private List<String> legalWhen = List.of();
  private String sends = "";
  private Map<String, String> smartrrNames = Map.of();
  private String wanted = "";
  private String event = "";
  private boolean repeatHarmless;
  private String done = "";
  private String dropIn = "";
  private String confirm = "";
  private String confirmYes = "Yes";
  private List<Field> fields = new ArrayList<>();

  /** The words on the button. */
  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  /** The statuses in which the action may be done, comma separated; none: in any. */
  public String getLegalWhen() {
    return String.join(", ", legalWhen);
  }

  public void setLegalWhen(String legalWhen) {
    this.legalWhen =
        Arrays.stream(legalWhen.split(","))
            .map(String::trim)
            .filter(status -> !status.isEmpty())
            .toList();
  }

  /**
   * The JSON that Smartrr is sent, such as {@code date={seen}}, comma separated; {@code {seen}} is
   * the next billing date that the agent saw. A field that the agent left empty is left out, or is
   * null where it stands as {@code {date|null}}. Where nothing is left no body is sent, or {@code
   * {}} where this ends with {@code {}}.
   */
  public String getSends() {
    return sends;
  }

  public void setSends(String sends) {
    this.sends = sends;
    this.smartrrNames = namesIn(sends);
  }

  /**
   * The state that proves the effect, comma separated: {@code status=PAUSED}, {@code
   * nextBilling=later}, {@code nextBilling=earlier}, {@code nextBilling={date}}, {@code
   * skipped={seen}} and {@code due={date}} (the order of that date is skipped, or isn't), or any
   * field of the subscription by its name.
   */
  public String getWanted() {
    return wanted;
  }

  public void setWanted(String wanted) {
    this.wanted = wanted;
  }

  /**
   * Smartrr's event that tells that it was done, such as {@code PAUSE}, or {@code SKIP={seen}} with
   * the order that it is about. It is looked for where the state doesn't prove the effect; none:
   * the state alone decides.
   */
  public String getEvent() {
    return event;
  }

  public void setEvent(String event) {
    this.event = event;
  }

  /** The event without the order that it is about; empty: none. */
  String eventType() {
    return event.split("=", 2)[0].trim();
  }

  /**
   * Whether doing it twice is the same as doing it once. Where it isn't, it is sent again only when
   * the subscription shows that it wasn't done.
   */
  public boolean isRepeatHarmless() {
    return repeatHarmless;
  }

  public void setRepeatHarmless(boolean repeatHarmless) {
    this.repeatHarmless = repeatHarmless;
  }

  /**
   * What the agent and the note are told when it is done. {@code {date|words}} stands for the words
   * where there is no date.
   */
  public String getDone() {
    return done;
  }

  public void setDone(String done) {
    this.done = done;
  }

  /**
   * Smartrr's own name for it, such as {@code activate}: the end of the path on which set-ups made
   * by hand may ask for it; none: they can't.
   */
  public String getDropIn() {
    return dropIn;
  }

  public void setDropIn(String dropIn) {
    this.dropIn = dropIn;
  }

  /** What the button asks before it acts, such as {@code Cancel for good?}; none: it just acts. */
  public String getConfirm() {
    return confirm;
  }

  public void setConfirm(String confirm) {
    this.confirm = confirm;
  }

  /** The answer that lets it act. */
  public String getConfirmYes() {
    return confirmYes;
  }

  public void setConfirmYes(String confirmYes) {
    this.confirmYes = confirmYes;
  }

  /** What the agent fills in. */
  public List<Field> getFields() {
    return fields;
  }

  public void setFields(List<Field> fields) {
    this.fields = fields;
  }

  /** Whether it may be done to a subscription in this state. */
  public boolean isLegalIn(SeenState seen) {
    return isLegalStatus(seen) && !isWithoutItsOrder(seen);
  }

  private boolean isLegalStatus(SeenState seen) {
    return legalWhen.isEmpty() || legalWhen.contains(seen.status());
  }

  /** Whether it is about the order of the next billing date, and there is none. */
  private boolean isWithoutItsOrder(SeenState seen) {
    return smartrrNames().containsKey("seen") && seen.nextBilling().isEmpty();
  }

  /** Refuses what may not be done to a subscription in this state. */
  void requireLegalIn(SeenState seen, ShopTime shop) throws RefusedException {
    if (!isLegalStatus(seen)) {
      throw new RefusedException(
          409,
          label
              + " is only possible while a subscription is "
              + String.join(" or ", legalWhen).toLowerCase(Locale.ROOT)
              + "; this one is "
              + seen.inWords(shop)
              + ".");
    }
    if (isWithoutItsOrder(seen)) {
      throw new RefusedException(
          409, label + " is only possible while there is a next billing date.");
    }
  }

  /** What Smartrr calls each thing that it is sent: {@code seen}, and the agent's fields. */
  Map<String, String> smartrrNames() {
    return smartrrNames;
  }

  private static Map<String, String> namesIn(String sends) {
    Map<String, String> names = new HashMap<>();
    Matcher sent = SENT.matcher(sends);
    while (sent.find()) {
      names.put(sent.group(2), sent.group(1));
    }
    return Map.copyOf(names);
  }

  /** What is wrong with this description of an action, in one sentence; null: nothing. */
  @Nullable String problem() {
    if (label.isBlank()) {
      return "label is missing";
    }
    for (String status : legalWhen) {
      if (!STATUSES.contains(status)) {
        return "legalWhen: " + status + " is none of Smartrr's statuses";
      }
    }
    Set<String> names = new HashSet<>();
    Set<String> optional = new HashSet<>();
    for (Field field : fields) {
      String problem = field.problem();
      if (problem != null) {
        return problem;
      }
      names.add(field.getName());
      if (!field.isMandatory()) {
        optional.add(field.getName());
      }
    }
    if (!dropIn.isEmpty() && !SmartrrChange.isChange(dropIn)) {
      return "dropIn: " + dropIn + " can't be the end of a path of one subscription";
    }
    if (!confirm.isBlank() && (confirmYes.isBlank() || confirmYes.contains(";"))) {
      return "confirmYes: '" + confirmYes + "' is not one answer to " + confirm;
    }
    if (!EVENT.matcher(event.trim()).matches()) {
      return "event: " + event + " is not like PAUSE or SKIP={seen}";
    }
    String unknown = unknownName(names);
    if (unknown != null) {
      return unknown;
    }
    if (!repeatHarmless && !isProvable(optional)) {
      return "wanted says nothing that proves that it was done; say what must be true of the"
          + " subscription then, or that doing it twice is harmless (repeatHarmless: true)";
    }
    return null;
  }

  private @Nullable String unknownName(Set<String> fieldNames) {
    Set<String> names = new HashSet<>(fieldNames);
    names.add("seen");
    Set<String> words = new HashSet<>(names);
    words.addAll(Set.of("before", "after"));
    String sent = sends.trim();
    sent = sent.endsWith("{}") ? sent.substring(0, sent.length() - 2) : sent;
    String problem = unknownName("sends", sent, names);
    problem = problem == null ? unknownName("wanted", wanted, names) : problem;
    problem = problem == null ? unknownName("event", event, names) : problem;
    return problem == null ? unknownName("done", done, words) : problem;
  }

  private static @Nullable String unknownName(String property, String text, Set<String> names) {
    if (!property.equals("done") && !property.equals("event")) {
      for (String part : text.split(",")) {
        if (!part.isBlank() && !part.contains("=")) {
          return property + ": " + part.trim() + " has no =";
        }
      }
    }
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      if (!names.contains(placeholder.group(1))) {
        return property + ": there is no field for " + placeholder.group();
      }
    }
    return null;
  }

  /** Whether what is wanted asks for something whatever the agent leaves empty. */
  private boolean isProvable(Set<String> optional) {
    for (String part : wanted.split(",")) {
      String[] pair = part.split("=", 2);
      Matcher placeholder = PLACEHOLDER.matcher(pair.length == 2 ? pair[1].trim() : "");
      boolean isOptional = placeholder.matches() && optional.contains(placeholder.group(1));
      boolean isAboutAnOrder = Set.of("due", "skipped").contains(pair[0].trim());
      if (pair.length == 2 && !pair[1].isBlank() && (isAboutAnOrder || !isOptional)) {
        return true;
      }
    }
    return false;
  }

  /** Something that the agent fills in before the press. */
  public static final class Field {
    private String name = "";
    private String label = "";
    private String type = "text";
    private boolean mandatory;
    private String whenEmpty = "";
    private String none = "No reason";
    private int withinMonths;

    @Nullable String problem() {
      if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
        return "fields: '" + name + "' is not a name like unpause_date";
      }
      if (SENT_ANYWAY.contains(name)) {
        return "fields: '" + name + "' is sent by every button; choose another name";
      }
      if (!Set.of("date", "reason", "text").contains(type)) {
        return "fields: the type of " + name + " must be date, reason or text";
      }
      if (!whenEmpty.isEmpty() && !isNextSkippedWhenEmpty()) {
        return "fields: whenEmpty of " + name + " must be next-skipped or left out";
      }
      return null;
    }

    /** The parameter's name. */
    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    /** The words beside it. */
    public String getLabel() {
      return label;
    }

    public void setLabel(String label) {
      this.label = label;
    }

    /** {@code date}: a day in the future; {@code reason}: one of Smartrr's reasons; or text. */
    public String getType() {
      return type;
    }

    public void setType(String type) {
      this.type = type;
    }

    /** Whether it must be filled in. */
    public boolean isMandatory() {
      return mandatory;
    }

    public void setMandatory(boolean mandatory) {
      this.mandatory = mandatory;
    }

    /**
     * What an empty field stands for: {@code next-skipped}, the date of the next order that is
     * skipped, as far as Smartrr tells it; or nothing.
     */
    public String getWhenEmpty() {
      return whenEmpty;
    }

    public void setWhenEmpty(String whenEmpty) {
      this.whenEmpty = whenEmpty;
    }

    boolean isNextSkippedWhenEmpty() {
      return whenEmpty.equals("next-skipped");
    }

    /** For a reason that isn't mandatory: the words for giving none. */
    public String getNone() {
      return none;
    }

    public void setNone(String none) {
      this.none = none;
    }

    /** Whether a value says that no reason was chosen. */
    boolean isNone(String value) {
      // With more behind it, it is the whole list of choices, of which none was chosen.
      String first = value.split(";", 2)[0];
      return type.equals("reason") && !mandatory && Reason.looksLike(first, none);
    }

    /** For a date: how many months ahead it may be; 0: any number. */
    public int getWithinMonths() {
      return withinMonths;
    }

    public void setWithinMonths(int withinMonths) {
      this.withinMonths = withinMonths;
    }
  }
}
