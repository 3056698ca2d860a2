package com.gorgiassmartrr.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.jslt.JsltFailure;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.smartrr.ShopTime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server must know of an action: a bean at the end of the action's file, beside the route
 * {@code action-NAME} that makes the write.
 *
 * <p>What is computed is written in JSLT. {@code $fields} are the agent's fields, by their names: a
 * date as Smartrr writes it, a number, or a text; what is left empty isn't there. {@code $seen} is
 * the state that the agent saw, with {@code status} and {@code next_billing_date}. A subscription
 * has Smartrr's own fields, and these two.
 *
 * <p>Sentences name the agent's fields in braces, such as {@code {date}}, and {@code {before}} and
 * {@code {after}}, the next billing dates.
 */
public final class Action {
  /** The statuses that Smartrr's subscriptions have, in the order in which they are told. */
  static final List<String> STATUSES =
      List.of("ACTIVE", "PAUSED", "CANCELLED", "EXPIRED", "FAILED", "UNKNOWN");

  /** The variables of what is computed for a press. */
  private static final Set<String> VARIABLES = Set.of("fields", "seen");

  private static final String SOME_DATE = "2026-12-03T14:00:00.000Z";

  private String label = "";
  private Formula legal = new Formula("legal", "", List.of(), Set.of());
  private Formula sends = new Formula("sends", "", List.of(), Set.of());
  private Formula wanted = new Formula("wanted", "", List.of(), Set.of());
  private Formula already = new Formula("already", "", List.of(), Set.of());
  private Formula event = new Formula("event", "", List.of(), Set.of());
  private boolean repeatHarmless;
  private String done = "";
  private String dropIn = "";
  private String confirm = "";
  private String confirmYes = "Yes";
  private List<Field> fields = new ArrayList<>();
  private @Nullable Map<String, String> smartrrNames;
  private @Nullable Set<String> eventTypes;

  /** The words on the button. */
  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  /**
   * The formula that tells whether the action may be done to a subscription, by the {@code .status}
   * and the {@code .next_billing_date} that the agent saw, such as {@code .status == "ACTIVE"};
   * none: always.
   */
  public String getLegal() {
    return legal.text();
  }

  public void setLegal(String legal) {
    this.legal = new Formula("legal", legal, List.of(), Set.of());
  }

  /**
   * The formula that makes what Smartrr is sent: an object, such as {@code {"date": $fields.date}},
   * or null for no body; {@code .} is the subscription. What is empty is left out of an object;
   * {@code or-null($fields.date)} sends null for it. None: no body.
   */
  public String getSends() {
    return sends.text();
  }

  public void setSends(String sends) {
    this.sends = new Formula("sends", sends, Functions.SENDING, VARIABLES);
  }

  /**
   * The formula that tells whether a subscription is as it must be after the change, such as {@code
   * .status == "PAUSED"}. It gives null where the subscription doesn't tell. None: no subscription
   * tells.
   */
  public String getWanted() {
    return wanted.text();
  }

  public void setWanted(String wanted) {
    this.wanted = new Formula("wanted", wanted, Functions.TELLING, VARIABLES);
  }

  /**
   * The formula that tells whether the subscription that the agent saw needs no change, such as
   * {@code same-moment(.next_billing_date, $fields.date)}: then nothing is sent. None: the change
   * is always sent.
   */
  public String getAlready() {
    return already.text();
  }

  public void setAlready(String already) {
    this.already = new Formula("already", already, Functions.COMPARING, VARIABLES);
  }

  /**
   * The formula that tells whether one of Smartrr's events shows that the change was made, such as
   * {@code .type == "PAUSE"}. Events are read where the state doesn't prove the effect. None: the
   * state alone decides.
   */
  public String getEvent() {
    return event.text();
  }

  public void setEvent(String event) {
    this.event = new Formula("event", event, Functions.COMPARING, VARIABLES);
  }

  Formula legal() {
    return legal;
  }

  Formula sends() {
    return sends;
  }

  Formula wanted() {
    return wanted;
  }

  Formula already() {
    return already;
  }

  Formula event() {
    return event;
  }

  /** Smartrr's types of the events that tell that it was done; empty: none does. */
  public Set<String> eventTypes() {
    Set<String> types = eventTypes;
    if (types == null) {
      types = Trial.eventTypes(this);
      eventTypes = types;
    }
    return types;
  }

  /**
   * Whether making the change twice is the same as making it once. Where it isn't, the change is
   * sent again only when the subscription shows that it wasn't made.
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
   * Smartrr's own name for the action, such as {@code activate}: the end of the path on which
   * set-ups made by hand may ask for it; none: they can't.
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
    try {
      return legal.isBlank() || legal.value(seen.json(), Map.of()).booleanValue();
    } catch (JsltFailure e) {
      return false;
    }
  }

  /** Refuses what may not be done to a subscription in this state. */
  public void requireLegalIn(SeenState seen, ShopTime shop) throws RefusedException {
    if (isLegalIn(seen)) {
      return;
    }
    List<String> possible =
        STATUSES.stream()
            .filter(
                status ->
                    isLegalIn(new SeenState(status, SOME_DATE))
                        || isLegalIn(new SeenState(status, "")))
            .toList();
    if (!possible.contains(seen.status())) {
      throw new RefusedException(
          409,
          label
              + " is only possible while a subscription is "
              + String.join(" or ", possible).toLowerCase(Locale.ROOT)
              + "; this one is "
              + seen.inWords(shop)
              + ".");
    }
    if (seen.nextBilling().isEmpty()) {
      throw new RefusedException(
          409, label + " is only possible while there is a next billing date.");
    }
    throw new RefusedException(
        409, label + " isn't possible for this subscription: it is " + seen.inWords(shop) + ".");
  }

  /**
   * What Smartrr calls each thing that it is sent: the agent's fields by their names, and {@code
   * seen}, the next billing date that the agent saw.
   */
  public Map<String, String> smartrrNames() {
    Map<String, String> names = smartrrNames;
    if (names == null) {
      names = Trial.smartrrNames(this);
      smartrrNames = names;
    }
    return names;
  }

  /**
   * What is wrong with this description of an action, in one sentence that begins with the property
   * and, where it has several lines, the line; null: nothing.
   */
  @Nullable String problem() {
    return new ActionCheck(this).problem();
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
    private String min = "";
    private String max = "";

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

    /**
     * {@code date}: a day in the future; {@code number}: a number between {@code min} and {@code
     * max}; {@code reason}: one of Smartrr's reasons; or text.
     */
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
    public boolean isNone(String value) {
      // A button from which nothing was chosen sends the whole list of choices.
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

    /** For a number: the least that it may be. */
    public String getMin() {
      return min;
    }

    public void setMin(String min) {
      this.min = min;
    }

    /** For a number: the most that it may be. It has no more decimals than these two have. */
    public String getMax() {
      return max;
    }

    public void setMax(String max) {
      this.max = max;
    }

    /** For a number: how many decimals it may have. */
    public int decimals() {
      return Math.max(0, Math.max(new BigDecimal(min).scale(), new BigDecimal(max).scale()));
    }

    /** A value as JSON, of the field's type. */
    JsonNode json(String value) {
      if (!type.equals("number")) {
        return JsonNodeFactory.instance.textNode(value);
      }
      BigDecimal number = new BigDecimal(value);
      return number.stripTrailingZeros().scale() <= 0
          ? JsonNodeFactory.instance.numberNode(number.longValueExact())
          : JsonNodeFactory.instance.numberNode(number.doubleValue());
    }
  }
}
