package com.gorgiassmartrr.ledger;

import java.util.TreeMap;

/**
 * Makes presses for tests: a skip at the store {@code acme}, by nobody in particular and on no
 * ticket, but for what a test sets.
 */
public final class NewPressFixture {
  /** The state that the agent saw, unless a test sets another. */
  public static final SubscriptionState SEEN = new SubscriptionState("ACTIVE", "2026-12-03");

  private String store = "acme";
  private String subscription = "sub-1";
  private String customer = "customer-1";
  private String email = "";
  private String product = "";
  private String action = "skip";
  private final TreeMap<String, String> parameters = new TreeMap<>();
  private SubscriptionState seen = SEEN;
  private String agent = "";
  private String ticket = "";
  private String account = "";
  private boolean isNoted = true;

  private NewPressFixture() {}

  /** An end as applied, after which the subscription's state isn't known. */
  static NewEnd applied(String message) {
    return new NewEnd(PressState.APPLIED, message, SubscriptionState.UNKNOWN);
  }

  /** An end as refused, after which the subscription's state isn't known. */
  static NewEnd refused(String message) {
    return new NewEnd(PressState.REFUSED, message, SubscriptionState.UNKNOWN);
  }

  /** A press that says of itself only what a ledger needs. */
  public static NewPressFixture press() {
    return new NewPressFixture();
  }

  public NewPressFixture store(String name) {
    store = name;
    return this;
  }

  public NewPressFixture subscription(String id) {
    subscription = id;
    return this;
  }

  public NewPressFixture customer(String id) {
    customer = id;
    return this;
  }

  public NewPressFixture email(String address) {
    email = address;
    return this;
  }

  public NewPressFixture product(String name) {
    product = name;
    return this;
  }

  public NewPressFixture action(String name) {
    action = name;
    return this;
  }

  public NewPressFixture parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  public NewPressFixture seen(String status, String nextBilling) {
    seen = new SubscriptionState(status, nextBilling);
    return this;
  }

  public NewPressFixture agent(String name) {
    agent = name;
    return this;
  }

  /** Has the press come from a ticket, on which a note is wanted. */
  public NewPressFixture ticket(String id) {
    ticket = id;
    return this;
  }

  public NewPressFixture account(String address) {
    account = address;
    return this;
  }

  public NewPressFixture withoutNote() {
    isNoted = false;
    return this;
  }

  /** The press as it was set. */
  public NewPress make() {
    return new NewPress(
        store,
        new NewPress.Subscription(subscription, customer, email, product),
        action,
        parameters,
        seen,
        new NewPress.Origin(agent, ticket, account),
        isNoted && !ticket.isEmpty());
  }
}
