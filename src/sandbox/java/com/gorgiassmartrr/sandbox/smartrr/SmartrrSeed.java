package com.gorgiassmartrr.sandbox.smartrr;

import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.BISCUITS;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.COFFEE;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.DATES;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.EVERY_MONTH;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.EVERY_SEASON;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.EVERY_TWO_MONTHS;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.EVERY_TWO_WEEKS;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.HOSTILE_COCOA;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.MUG;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.SOCKS;
import static com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog.TEA;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The people whom the sandbox starts with. All of them are invented. */
final class SmartrrSeed {
  private static final int DOZEN = 12;

  private final SmartrrWorld world;

  private SmartrrSeed(SmartrrWorld world) {
    this.world = world;
  }

  static void sow(SmartrrWorld world) {
    SmartrrSeed seed = new SmartrrSeed(world);
    seed.mara();
    seed.kenji();
    seed.noor();
    seed.annAndJoann();
    seed.darcy();
    seed.ines();
    seed.sol();
    seed.twins();
    seed.dora();
    seed.otto();
  }

  private void mara() {
    SmartrrSubscriber mara = person("mara", "mara@example.com", "Mara", "Quill");
    SmartrrSubscription coffee =
        subscription(
            "mara/coffee", mara, EVERY_MONTH, 7, 10, line(COFFEE, 2, 2400), line(MUG, 1, 1200));
    mara.paysIn("JPY", "US");
    SmartrrSubscription tea =
        subscription("mara/tea", mara, EVERY_TWO_WEEKS, 4, 6, line(TEA, 1, 950));
    mara.paysIn("USD", "US");
    SmartrrSubscription socks =
        subscription("mara/socks", mara, EVERY_SEASON, 2, 40, line(SOCKS, 3, 1499));
    SmartrrSubscription biscuits =
        subscription("mara/biscuits", mara, EVERY_TWO_MONTHS, 3, 20, line(BISCUITS, 1, 1875));
    ordersOf(coffee);
    ordersOf(socks);
    ordersOf(biscuits);
    ordersOf(tea);
    world.addOrderAt(coffee.schedule().slot(0), mara, List.of(tea, biscuits), List.of());
    tea.status(PurchaseStatus.PAUSED).addEvent("PAUSE", "CUSTOMER", daysAgo(9), null);
    socks.status(PurchaseStatus.CANCELLED).addEvent("CANCEL", "AGENT", daysAgo(30), null);
    socks.cancelledAt(daysAgo(30));
    refused(biscuits, 3);
    biscuits.status(PurchaseStatus.FAILED);
  }

  private void kenji() {
    SmartrrSubscriber kenji =
        person("kenji", "kenji@example.com", "Kenji", "Sato").paysIn("JPY", "JP");
    ordersOf(subscription("kenji/tea", kenji, EVERY_MONTH, 5, 3, line(TEA, 1, 3200)));
  }

  private void noor() {
    SmartrrSubscriber noor =
        person("noor", "noor@example.com", "نور", "الفهد").paysIn("KWD", "KW").hasLoggedIn(false);
    ordersOf(subscription("noor/dates", noor, EVERY_TWO_WEEKS, 6, 5, line(DATES, 2, 4750)));
  }

  private void annAndJoann() {
    SmartrrSubscriber joann = person("joann", "joann@example.com", "Joann", "Tarn");
    SmartrrSubscriber ann = person("ann", "ann@example.com", "Ann", "Ode");
    ordersOf(subscription("ann/coffee", ann, EVERY_MONTH, 2, 12, line(COFFEE, 1, 2400)));
    ordersOf(subscription("joann/tea", joann, EVERY_MONTH, 3, 8, line(TEA, 2, 950)));
  }

  private void darcy() {
    SmartrrSubscriber darcy = person("darcy", "o'neil@example.com", "D'Arcy \"Dash\"", "O'Neil");
    ordersOf(
        subscription("darcy/cocoa", darcy, EVERY_TWO_MONTHS, 2, 15, line(HOSTILE_COCOA, 1, 1350)));
  }

  private void ines() {
    SmartrrSubscriber ines =
        person("ines", "imported@example.com", "Ines", "Porter").hasLoggedIn(false);
    subscription("ines/coffee", ines, EVERY_MONTH, 0, 18, line(COFFEE, 1, 2400));
  }

  private void sol() {
    SmartrrSubscriber sol = person("sol", "single@example.com", "Sol", "Winter");
    world.addSingleOrder(sol, daysAgo(50), line(MUG, 2, 1200));
    world.addSingleOrder(sol, daysAgo(11), line(SOCKS, 1, 1499));
  }

  private void twins() {
    SmartrrSubscriber tam = person("tam", "twins@example.com", "Tam", "Twin");
    SmartrrSubscriber tom = person("tom", "Twins@Example.com", "Tom", "Twin");
    ordersOf(subscription("tam/mug", tam, EVERY_SEASON, 1, 25, line(MUG, 1, 1200)));
    SmartrrSubscription socks =
        subscription("tom/socks", tom, EVERY_MONTH, 2, 14, line(SOCKS, 1, 1499));
    ordersOf(socks);
    socks.status(PurchaseStatus.PAUSED).addEvent("PAUSE", "AGENT", daysAgo(2), null);
  }

  private void dora() {
    SmartrrSubscriber dora = person("dora", "dozen@example.com", "Dora", "Dozen");
    List<SmartrrVariant> shelf = List.of(COFFEE, TEA, SOCKS, BISCUITS);
    for (int i = 0; i < DOZEN; i++) {
      SmartrrLine line = line(shelf.get(i % shelf.size()), 1 + i % 3, 1000 + 50L * i);
      SmartrrSubscription one = subscription("dora/" + i, dora, EVERY_MONTH, 2, 6 + i, line);
      ordersOf(one);
      if (i % 4 == 3) {
        one.status(PurchaseStatus.PAUSED);
      }
    }
  }

  private void otto() {
    SmartrrSubscriber otto = person("otto", "otto@example.com", "Otto", "Brandt");
    SmartrrSubscription coffee =
        subscription("otto/coffee", otto, EVERY_MONTH, 4, 9, line(COFFEE, 1, 2400));
    ordersOf(coffee);
    refused(coffee, 1);
  }

  private SmartrrSubscriber person(String key, String email, String first, String last) {
    return world.addSubscriberAs(key, email, first, last);
  }

  private SmartrrSubscription subscription(
      String key,
      SmartrrSubscriber subscriber,
      SmartrrPlan plan,
      int pastOrders,
      int daysAhead,
      SmartrrLine... lines) {
    return world.addSubscriptionAs(key, subscriber, plan, pastOrders, daysAhead, List.of(lines));
  }

  private static SmartrrLine line(SmartrrVariant variant, int quantity, long unitPrice) {
    return SmartrrLine.of(variant, quantity, unitPrice);
  }

  private void ordersOf(SmartrrSubscription subscription) {
    BillingSchedule schedule = subscription.schedule();
    for (int index = 0; index < schedule.nextIndex(); index++) {
      Instant date = schedule.slot(index);
      world.addOrderAt(date, subscription.subscriber(), List.of(subscription), List.of());
      subscription.addBill("succeeded", date, 0, null);
      subscription.addEvent("SUCCESSFUL_BILLING_ATTEMPT", "SMARTRR", date, date);
    }
  }

  private void refused(SmartrrSubscription subscription, int retries) {
    subscription.addBill("failed", daysAgo(1), retries, "The card was declined.");
    subscription.addEvent("FAILED_BILLING_ATTEMPT", "SMARTRR", daysAgo(1), daysAgo(1));
  }

  private Instant daysAgo(int days) {
    return world.now().minus(Duration.ofDays(days));
  }
}
