package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The people, subscriptions and orders of the simulated shop.
 *
 * <p>Safe for many threads: everything in it is guarded by the world itself, so {@code synchronized
 * (world)} makes several changes one. Nobody is ever billed by the passing of time; {@link
 * #reset()} dates the seed anew.
 */
public final class SmartrrWorld {
  private static final int DEFAULT_PAST_ORDERS = 3;
  private static final int DEFAULT_DAYS_AHEAD = 10;
  private static final int FIRST_ORDER_NUMBER = 1001;

  private final Clock clock;
  private final SmartrrQuirks quirks = new SmartrrQuirks();
  private final SmartrrCatalog catalog = new SmartrrCatalog(this);
  private final List<SmartrrSubscriber> subscribers = new ArrayList<>();
  private final List<SmartrrSubscription> subscriptions = new ArrayList<>();
  private final List<SmartrrOrder> orders = new ArrayList<>();
  private int added;
  private int ordersMade;

  SmartrrWorld(Clock clock) {
    this.clock = clock;
    SmartrrSeed.sow(this);
  }

  /** The switches for what nobody public knows of Smartrr. */
  public SmartrrQuirks quirks() {
    return quirks;
  }

  /** The catalog of the shop. */
  public SmartrrCatalog catalog() {
    return catalog;
  }

  /** Goes back to the seeded people, plans and switches, dated from the clock's today. */
  public synchronized void reset() {
    clear();
    quirks.reset();
    catalog.reset();
    SmartrrSeed.sow(this);
  }

  /** Removes every person, subscription and order. */
  public synchronized void clear() {
    subscribers.clear();
    subscriptions.clear();
    orders.clear();
    added = 0;
    ordersMade = 0;
  }

  /** Adds a person who pays in USD and joined a year ago. */
  public synchronized SmartrrSubscriber addSubscriber(
      String email, String firstName, String lastName) {
    return addSubscriberAs(nextKey(email), email, firstName, lastName);
  }

  /**
   * Adds an ACTIVE subscription with three past orders' time behind it, next billed in ten days.
   *
   * <p>Note: no order comes with it, so the feed does not find it before {@link #addOrder}.
   *
   * @param planId the GID or number of a plan in the catalogue
   */
  public synchronized SmartrrSubscription addSubscription(
      SmartrrSubscriber subscriber, String planId, SmartrrLine... lines) {
    SmartrrPlan plan =
        catalog
            .plan(planId)
            .orElseThrow(() -> new IllegalArgumentException("No plan has the id " + planId));
    return addSubscriptionAs(
        nextKey(subscriber.key()),
        subscriber,
        plan,
        DEFAULT_PAST_ORDERS,
        DEFAULT_DAYS_AHEAD,
        List.of(lines));
  }

  /**
   * Adds an order of today that belongs to some subscriptions, with all their lines; none for a
   * single purchase.
   */
  public synchronized SmartrrOrder addOrder(
      SmartrrSubscriber subscriber, SmartrrSubscription... ofSubscriptions) {
    return addOrderAt(now(), subscriber, List.of(ofSubscriptions), List.of());
  }

  /** Adds an order of a given moment with lines that belong to no subscription. */
  public synchronized SmartrrOrder addSingleOrder(
      SmartrrSubscriber subscriber, Instant processed, SmartrrLine... lines) {
    return addOrderAt(processed, subscriber, List.of(), List.of(lines));
  }

  /** Removes a subscription; its orders stay, without it. */
  public synchronized void remove(SmartrrSubscription subscription) {
    subscriptions.remove(subscription);
    orders.replaceAll(o -> without(subscription, o));
  }

  /** Removes a person with all subscriptions and orders. */
  public synchronized void remove(SmartrrSubscriber subscriber) {
    subscribers.remove(subscriber);
    subscriptions.removeIf(s -> s.subscriber() == subscriber);
    orders.removeIf(o -> o.subscriber() == subscriber);
  }

  /** Everybody, in the order of being added. */
  public synchronized List<SmartrrSubscriber> subscribers() {
    return List.copyOf(subscribers);
  }

  /** Every subscription, in the order of being added. */
  public synchronized List<SmartrrSubscription> subscriptions() {
    return List.copyOf(subscriptions);
  }

  /** Every order, in the order of being added. */
  public synchronized List<SmartrrOrder> orders() {
    return List.copyOf(orders);
  }

  /** The person with this UUID or Shopify id. */
  public synchronized Optional<SmartrrSubscriber> findSubscriber(String id) {
    return subscribers.stream().filter(s -> isIdOf(id, s.id(), s.shopifyId())).findFirst();
  }

  /** The subscription with this UUID or Shopify id. */
  public synchronized Optional<SmartrrSubscription> findSubscription(String id) {
    return subscriptions.stream().filter(s -> isIdOf(id, s.id(), s.shopifyId())).findFirst();
  }

  /** The person with this UUID or Shopify id, who must exist. */
  public SmartrrSubscriber subscriber(String id) {
    return findSubscriber(id)
        .orElseThrow(() -> new IllegalArgumentException("No subscriber has the id " + id));
  }

  /** The subscription with this UUID or Shopify id, which must exist. */
  public SmartrrSubscription subscription(String id) {
    return findSubscription(id)
        .orElseThrow(() -> new IllegalArgumentException("No subscription has the id " + id));
  }

  /** One person's subscriptions. */
  public synchronized List<SmartrrSubscription> subscriptionsOf(SmartrrSubscriber subscriber) {
    return subscriptions.stream().filter(s -> s.subscriber() == subscriber).toList();
  }

  /** One person's orders. */
  public synchronized List<SmartrrOrder> ordersOf(SmartrrSubscriber subscriber) {
    return orders.stream().filter(o -> o.subscriber() == subscriber).toList();
  }

  /** The orders that belong to one subscription. */
  public synchronized List<SmartrrOrder> ordersOf(SmartrrSubscription subscription) {
    return orders.stream().filter(o -> o.subscriptions().contains(subscription)).toList();
  }

  Instant now() {
    return clock.instant();
  }

  LocalDate today() {
    return Dates.dayOf(now());
  }

  SmartrrSubscriber addSubscriberAs(String key, String email, String firstName, String lastName) {
    Instant joined = Dates.billingTimeOn(today().minusYears(1));
    SmartrrSubscriber subscriber =
        new SmartrrSubscriber(this, key, email, firstName, lastName, joined);
    subscribers.add(subscriber);
    return subscriber;
  }

  SmartrrSubscription addSubscriptionAs(
      String key,
      SmartrrSubscriber subscriber,
      SmartrrPlan plan,
      int pastOrders,
      int daysAhead,
      List<SmartrrLine> lines) {
    Instant next = Dates.billingTimeOn(today().plusDays(daysAhead));
    Instant anchor = plan.interval().after(next, -pastOrders);
    BillingSchedule schedule = new BillingSchedule(anchor, plan.interval(), pastOrders);
    SmartrrSubscription subscription =
        new SmartrrSubscription(this, key, subscriber, plan, anchor, schedule);
    lines.forEach(subscription::addLine);
    subscriptions.add(subscription);
    return subscription;
  }

  SmartrrOrder addOrderAt(
      Instant processed,
      SmartrrSubscriber subscriber,
      List<SmartrrSubscription> of,
      List<SmartrrLine> singles) {
    List<SmartrrLine> lines = new ArrayList<>(singles);
    singles.forEach(line -> catalog.remember(line.variant()));
    of.forEach(s -> s.lines().stream().filter(l -> !l.deleted()).forEach(lines::add));
    int number = FIRST_ORDER_NUMBER + ordersMade++;
    SmartrrOrder order =
        new SmartrrOrder(subscriber.key() + "/" + number, number, subscriber, of, lines, processed);
    orders.add(order);
    return order;
  }

  private static SmartrrOrder without(SmartrrSubscription gone, SmartrrOrder order) {
    List<SmartrrSubscription> left = order.subscriptions().stream().filter(s -> s != gone).toList();
    return new SmartrrOrder(
        order.key(), order.number(), order.subscriber(), left, order.lines(), order.processed());
  }

  private String nextKey(String name) {
    return "added/" + name.toLowerCase(Locale.ROOT) + "/" + added++;
  }

  private static boolean isIdOf(String asked, String uuid, String gid) {
    return uuid.equals(asked) || gid.equals(asked) || gid.endsWith("/" + asked);
  }
}
