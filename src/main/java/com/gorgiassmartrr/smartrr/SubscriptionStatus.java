package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The status of one of Smartrr's purchase states, and what follows from it. */
public final class SubscriptionStatus {
  /** The statuses of subscriptions that can still be acted on. */
  private static final Set<String> ACTIONABLE = Set.of("ACTIVE", "PAUSED", "FAILED");

  private static final Set<String> OVER = Set.of("CANCELLED", "EXPIRED");

  /**
   * Puts subscriptions that can be acted on first, and among equals the newest. A list beside a
   * ticket is cut off, and buttons made by hand take the first subscription of Smartrr's feed.
   * Active and paused ones are equals, so that a pause doesn't put another subscription under the
   * agent's next click.
   */
  static final Comparator<JsonNode> ACTIONABLE_FIRST =
      Comparator.comparing(SubscriptionStatus::isActionable, Comparator.reverseOrder())
          .thenComparing(
              SubscriptionStatus::created, Comparator.nullsLast(Comparator.reverseOrder()));

  private SubscriptionStatus() {}

  /**
   * The status in Smartrr's word, such as {@code ACTIVE}. Smartrr sometimes leaves out the status
   * of a paused subscription: then it is what the dates prove, and {@code UNKNOWN} where they prove
   * nothing.
   */
  public static String of(JsonNode subscription) {
    String status = subscription.path("purchaseStateStatus").asText("");
    if (!status.isEmpty()) {
      return status;
    }
    if (subscription.hasNonNull("cancelledAt")) {
      return "CANCELLED";
    }
    return subscription.hasNonNull("pausedAt") ? "PAUSED" : "UNKNOWN";
  }

  /**
   * Whether something is going to be billed: the status is {@code ACTIVE}, or the subscription
   * isn't over and has a date, as a pause that ends by itself has. Smartrr says {@code FAILED}
   * while a payment is still owed.
   */
  static boolean isBilledAgain(JsonNode subscription) {
    String status = of(subscription);
    return status.equals("ACTIVE")
        || status.equals("FAILED")
        || (!OVER.contains(status) && subscription.hasNonNull("nextBillingDate"));
  }

  private static boolean isActionable(JsonNode subscription) {
    return ACTIONABLE.contains(of(subscription)) && !subscription.hasNonNull("deletedAt");
  }

  private static @Nullable Instant created(JsonNode subscription) {
    String submitted = subscription.path("initialSubmissionDate").asText("");
    return ShopTime.of(subscription)
        .moment(submitted.isEmpty() ? subscription.path("createdDate").asText("") : submitted);
  }
}
