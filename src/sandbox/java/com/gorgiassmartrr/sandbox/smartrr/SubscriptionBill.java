package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to charge a subscriber.
 *
 * @param amount in the currency's minor unit
 * @param status pending, processing, succeeded, failed or canceled
 */
public record SubscriptionBill(
    long id,
    long amount,
    String status,
    Instant billingDate,
    int retryCount,
    @Nullable String error) {

  SubscriptionBill withStatus(String newStatus) {
    return new SubscriptionBill(id, amount, newStatus, billingDate, retryCount, error);
  }
}
