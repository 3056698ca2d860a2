package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a subscription.
 *
 * @param type one of Smartrr's event types, such as SKIP or FAILED_BILLING_ATTEMPT
 * @param createdBy CUSTOMER, AGENT, SCRIPT, SEQUENTIAL, SMARTRR or API
 * @param orderDate the order that it is about, where there is one
 */
public record SubscriptionEvent(
    String id, String type, String createdBy, Instant date, @Nullable Instant orderDate) {}
