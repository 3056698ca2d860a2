package com.gorgiassmartrr.sandbox.smartrr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The catalog of the simulated shop: programs, plans, products and the reasons for cancelling. */
public final class SmartrrCatalog {
  private static final String SAVE = "Subscribe & Save";
  private static final String CLUB = "Tasting Club";

  /** Delivered and billed every month; in the program "Subscribe &amp; Save". */
  public static final SmartrrPlan EVERY_MONTH =
      new SmartrrPlan(SAVE, "Every month", new BillingInterval(BillingInterval.Unit.MONTH, 1));

  /** Delivered and billed every two weeks. */
  public static final SmartrrPlan EVERY_TWO_WEEKS =
      new SmartrrPlan(SAVE, "Every 2 weeks", new BillingInterval(BillingInterval.Unit.WEEK, 2));

  /** Delivered and billed every two months. */
  public static final SmartrrPlan EVERY_TWO_MONTHS =
      new SmartrrPlan(SAVE, "Every 2 months", new BillingInterval(BillingInterval.Unit.MONTH, 2));

  /** Delivered and billed every three months; in another program. */
  public static final SmartrrPlan EVERY_SEASON =
      new SmartrrPlan(CLUB, "Every season", new BillingInterval(BillingInterval.Unit.MONTH, 3));

  public static final SmartrrVariant COFFEE = new SmartrrVariant("Coffee", "12 oz", "COF-12");
  public static final SmartrrVariant MUG = new SmartrrVariant("Mug", "Blue", "MUG-BL");
  public static final SmartrrVariant TEA = new SmartrrVariant("Green Tea", "100 g", "TEA-100");
  public static final SmartrrVariant SOCKS = new SmartrrVariant("Wool Socks", "M", "SOC-M");
  public static final SmartrrVariant BISCUITS =
      new SmartrrVariant("Dog Biscuits", "1 kg", "BIS-1K");
  public static final SmartrrVariant DATES =
      new SmartrrVariant("Medjool Dates", "500 g", "DAT-500");

  /** A product whose name is an attack on a page that does not escape. */
  public static final SmartrrVariant HOSTILE_COCOA =
      new SmartrrVariant(
          "<script>alert(1)</script> Cocoa \uD83C\uDF6B", "\"Dark\" & bitter", "COC-1");

  private final SmartrrWorld world;
  private final List<SmartrrPlan> plans = new ArrayList<>();
  private final Set<SmartrrVariant> variants = new LinkedHashSet<>();
  private final List<CancellationReason> reasons = new ArrayList<>();

  SmartrrCatalog(SmartrrWorld world) {
    this.world = world;
    reset();
  }

  /**
   * The plan with this GID or bare number. GUESS: that the bare number works where a GID is
   * returned.
   */
  public Optional<SmartrrPlan> plan(String id) {
    synchronized (world) {
      return plans.stream()
          .filter(p -> p.shopifyId().equals(id) || Long.toString(p.shopifyNumber()).equals(id))
          .findFirst();
    }
  }

  /** The variant with this GID, UUID or bare number. */
  public Optional<SmartrrVariant> variant(String id) {
    synchronized (world) {
      return variants.stream()
          .filter(
              v ->
                  v.shopifyId().equals(id)
                      || v.id().equals(id)
                      || Long.toString(v.shopifyNumber()).equals(id))
          .findFirst();
    }
  }

  /** The reasons to cancel, in the order of the shop's page. */
  public List<CancellationReason> reasons() {
    synchronized (world) {
      return List.copyOf(reasons);
    }
  }

  /** The plans by the name of their program. */
  Map<String, List<SmartrrPlan>> programs() {
    Map<String, List<SmartrrPlan>> programs = new LinkedHashMap<>();
    plans.forEach(p -> programs.computeIfAbsent(p.program(), k -> new ArrayList<>()).add(p));
    return programs;
  }

  /** The variants by the name of their product. */
  Map<String, List<SmartrrVariant>> products() {
    Map<String, List<SmartrrVariant>> products = new LinkedHashMap<>();
    variants.forEach(v -> products.computeIfAbsent(v.productName(), k -> new ArrayList<>()).add(v));
    return products;
  }

  void remember(SmartrrVariant variant) {
    variants.add(variant);
  }

  void reset() {
    plans.clear();
    plans.addAll(List.of(EVERY_MONTH, EVERY_TWO_WEEKS, EVERY_TWO_MONTHS, EVERY_SEASON));
    variants.clear();
    variants.addAll(List.of(COFFEE, MUG, TEA, SOCKS, BISCUITS, DATES, HOSTILE_COCOA));
    reasons.clear();
    reasons.add(new CancellationReason("PRICE", "It costs too much", "DISCOUNT", 0, false));
    reasons.add(new CancellationReason("PRODUCT", "I still have plenty", "SKIP", 1, false));
    reasons.add(
        new CancellationReason("DELIVERY", "I am moving house", "CHANGE_ADDRESS", 2, false));
    reasons.add(new CancellationReason("OTHER", "Something else", "CANCEL", 3, false));
    reasons.add(new CancellationReason("SERVICE", "A reason of last year", "CANCEL", 4, true));
  }
}
