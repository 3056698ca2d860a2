package com.gorgiassmartrr.sandbox.smartrr;

/**
 * The status of a subscription.
 *
 * <p>FACT: Smartrr's document lists these five; published live data showed the first three only.
 */
public enum PurchaseStatus {
  ACTIVE,
  PAUSED,
  CANCELLED,
  EXPIRED,
  FAILED
}
