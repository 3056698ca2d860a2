package com.gorgiassmartrr.sandbox.smartrr;

/**
 * One product line of a subscription or order.
 *
 * @param id the line's UUID; empty until the line belongs to a subscription or order
 * @param unitPrice the price of one piece in the currency's minor unit (2400 = 24.00 USD, 3200 =
 *     3200 JPY)
 * @param deleted whether Smartrr still lists the line although it was removed
 */
public record SmartrrLine(
    String id, SmartrrVariant variant, int quantity, long unitPrice, boolean deleted) {

  /** A line that is not yet part of anything. */
  public static SmartrrLine of(SmartrrVariant variant, int quantity, long unitPrice) {
    return new SmartrrLine("", variant, quantity, unitPrice, false);
  }

  SmartrrLine withId(String newId) {
    return new SmartrrLine(newId, variant, quantity, unitPrice, deleted);
  }

  SmartrrLine with(SmartrrVariant newVariant, int newQuantity, long newUnitPrice) {
    return new SmartrrLine(id, newVariant, newQuantity, newUnitPrice, deleted);
  }

  long total() {
    return deleted ? 0 : quantity * unitPrice;
  }
}
