package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A subscription: Smartrr's purchase state. Safe for many threads. */
public final class SmartrrSubscription {
  private final SmartrrWorld world;
  private final String key;
  private final SmartrrSubscriber subscriber;
  private final String currency;
  private final BillingSchedule schedule;
  private final List<SmartrrLine> lines = new ArrayList<>();
  private final List<SubscriptionEvent> events = new ArrayList<>();
  private final List<SubscriptionBill> bills = new ArrayList<>();
  private SmartrrPlan plan;
  private PurchaseStatus status = PurchaseStatus.ACTIVE;
  private Instant created;
  private Instant updated;
  private @Nullable Instant cancelledAt;
  private @Nullable Instant pausedAt;
  private @Nullable Instant unpauseDate;
  private long shippingPrice;
  private int made;

  SmartrrSubscription(
      SmartrrWorld world,
      String key,
      SmartrrSubscriber subscriber,
      SmartrrPlan plan,
      Instant created,
      BillingSchedule schedule) {
    this.world = world;
    this.key = key;
    this.subscriber = subscriber;
    this.currency = subscriber.currency();
    this.plan = plan;
    this.created = created;
    this.updated = created;
    this.schedule = schedule;
  }

  /** The UUID that the action routes take as {@code customerPurchaseStateId}. */
  public String id() {
    return Ids.uuid("subscription/" + key);
  }

  /** The global id of the contract at Shopify, which {@code /vendor/purchase-state/} takes. */
  public String shopifyId() {
    return Ids.gid("SubscriptionContract", "subscription/" + key);
  }

  /** The person who subscribes. */
  public SmartrrSubscriber subscriber() {
    return subscriber;
  }

  /** The status. */
  public PurchaseStatus status() {
    synchronized (world) {
      return status;
    }
  }

  /** The plan, which says how often. */
  public SmartrrPlan plan() {
    synchronized (world) {
      return plan;
    }
  }

  /** The moment of creation. */
  public Instant created() {
    synchronized (world) {
      return created;
    }
  }

  /** Changes the moment of creation. */
  public SmartrrSubscription created(Instant newCreated) {
    synchronized (world) {
      created = newCreated;
      return this;
    }
  }

  /**
   * The next billing date; null when none is due.
   *
   * <p>FACT: always set on ACTIVE, never on CANCELLED, and on PAUSED in one live case of 117, taken
   * here for a pause with a date of return. GUESS: never on EXPIRED and FAILED.
   */
  public @Nullable Instant nextBillingDate() {
    synchronized (world) {
      return switch (status) {
        case ACTIVE -> schedule.next();
        case PAUSED -> unpauseDate;
        case CANCELLED, EXPIRED, FAILED -> null;
      };
    }
  }

  /** Sets the next billing date, as if an agent had done so in Smartrr's own pages. */
  public SmartrrSubscription nextBillingDate(Instant date) {
    synchronized (world) {
      schedule.startAgainAt(date);
      return this;
    }
  }

  /**
   * Sets the status behind the API's back; no event, no webhook. The dates follow Smartrr's
   * invariants.
   */
  public SmartrrSubscription status(PurchaseStatus newStatus) {
    synchronized (world) {
      status = newStatus;
      updated = world.now();
      pausedAt = newStatus == PurchaseStatus.PAUSED ? updated : null;
      cancelledAt = newStatus == PurchaseStatus.CANCELLED ? updated : null;
      unpauseDate = null;
      return this;
    }
  }

  /**
   * Pauses behind the API's back, for good or until a date, which is then the next billing date.
   */
  public SmartrrSubscription pauseUntil(@Nullable Instant date) {
    synchronized (world) {
      status(PurchaseStatus.PAUSED);
      unpauseDate = date;
      return this;
    }
  }

  /** Skips the next order behind the API's back, as the subscriber can in the customer portal. */
  public SmartrrSubscription skipNext() {
    synchronized (world) {
      int slot = schedule.nextIndex();
      schedule.skip(slot);
      touched();
      return addEvent("SKIP", "CUSTOMER", world.now(), schedule.slot(slot));
    }
  }

  /** Skips the order of a day behind the API's back, which needn't be the next one. */
  public SmartrrSubscription skip(Instant date) {
    synchronized (world) {
      int slot = schedule.slotOnDayOf(date).orElseThrow();
      schedule.skip(slot);
      touched();
      return addEvent("SKIP", "CUSTOMER", world.now(), schedule.slot(slot));
    }
  }

  /** The dates of the orders from the next one on, skipped ones included. */
  public List<Instant> orderDates(int count) {
    synchronized (world) {
      int next = schedule.nextIndex();
      return IntStream.range(next, next + count).mapToObj(schedule::slot).toList();
    }
  }

  /** Changes the plan; the next billing date stays. */
  public SmartrrSubscription plan(SmartrrPlan newPlan) {
    synchronized (world) {
      plan = newPlan;
      schedule.changeInterval(newPlan.interval());
      return this;
    }
  }

  /** What shipping an order costs, in minor units. */
  public long shippingPrice() {
    synchronized (world) {
      return shippingPrice;
    }
  }

  /** Changes what shipping an order costs, in minor units. */
  public SmartrrSubscription shippingPrice(long newPrice) {
    synchronized (world) {
      shippingPrice = newPrice;
      return this;
    }
  }

  /** The moment of cancelling; null unless cancelled. */
  public @Nullable Instant cancelledAt() {
    synchronized (world) {
      return cancelledAt;
    }
  }

  /** The moment of pausing; null unless paused. */
  public @Nullable Instant pausedAt() {
    synchronized (world) {
      return pausedAt;
    }
  }

  /** The days of the orders that are skipped and not yet past. */
  public List<Instant> skippedDates() {
    synchronized (world) {
      List<Instant> dates = new ArrayList<>();
      for (int index = 0; index < schedule.skipArrayLength(); index++) {
        if (schedule.isSkipped(index)) {
          dates.add(schedule.slot(index));
        }
      }
      return dates;
    }
  }

  /** The lines, removed ones included. */
  public List<SmartrrLine> lines() {
    synchronized (world) {
      return List.copyOf(lines);
    }
  }

  /** Adds a line. */
  public SmartrrSubscription addLine(SmartrrLine line) {
    synchronized (world) {
      lines.add(line.withId(Ids.uuid("subscription/" + key + "/line/" + made++)));
      world.catalog().remember(line.variant());
      return this;
    }
  }

  /** The events so far, oldest first. */
  public List<SubscriptionEvent> events() {
    synchronized (world) {
      return List.copyOf(events);
    }
  }

  /** Adds something that happened. */
  public SmartrrSubscription addEvent(
      String type, String createdBy, Instant date, @Nullable Instant orderDate) {
    synchronized (world) {
      String id = Ids.uuid("subscription/" + key + "/event/" + events.size());
      events.add(new SubscriptionEvent(id, type, createdBy, date, orderDate));
      return this;
    }
  }

  /** The bills so far, oldest first. */
  public List<SubscriptionBill> bills() {
    synchronized (world) {
      return List.copyOf(bills);
    }
  }

  /** Adds a bill over the sum of the lines. */
  public SmartrrSubscription addBill(
      String billStatus, Instant date, int retryCount, @Nullable String error) {
    synchronized (world) {
      long id = Ids.number("subscription/" + key + "/bill/" + bills.size());
      bills.add(new SubscriptionBill(id, total(), billStatus, date, retryCount, error));
      return this;
    }
  }

  String key() {
    return key;
  }

  String currency() {
    return currency;
  }

  Instant updated() {
    return updated;
  }

  BillingSchedule schedule() {
    return schedule;
  }

  long total() {
    return lines.stream().mapToLong(SmartrrLine::total).sum();
  }

  Optional<SmartrrLine> line(String lineId) {
    return lines.stream().filter(l -> l.id().equals(lineId) && !l.deleted()).findFirst();
  }

  void replaceLine(SmartrrLine line) {
    lines.replaceAll(l -> l.id().equals(line.id()) ? line : l);
  }

  void removeLine(String lineId) {
    lines.removeIf(l -> l.id().equals(lineId));
  }

  void replaceBill(SubscriptionBill bill) {
    bills.replaceAll(b -> b.id() == bill.id() ? bill : b);
  }

  void touched() {
    updated = world.now();
  }

  void cancelledAt(Instant date) {
    cancelledAt = date;
  }
}
