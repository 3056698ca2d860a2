package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.ledger.Attempt;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.ShopTime;
import com.gorgiassmartrr.smartrr.SubscriptionEvents;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a press when something is decided about it.
 *
 * @param press as it stood when the subscription was read
 * @param action what was pressed; null: its file isn't there any more
 * @param reading what Smartrr told
 * @param shop how the shop counts days
 * @param past what happened to the press before
 * @param at now
 */
record PressFacts(
    Press press, @Nullable Action action, Reading reading, ShopTime shop, Past past, Instant at) {

  /**
   * What Smartrr told when it was asked.
   *
   * @param subscription null: there is none by its id, or it couldn't be read
   * @param failure why it couldn't be read; null: it could
   * @param events null: they weren't asked for
   */
  record Reading(
      @Nullable JsonNode subscription, @Nullable PartnerFailure failure, @Nullable Events events) {
    /** Before Smartrr was asked. */
    static final Reading NONE = new Reading(null, null, null);

    Reading with(Events told) {
      return new Reading(subscription, failure, told);
    }
  }

  /**
   * The events of a subscription.
   *
   * @param othersEnded when another press of it that has the same event ended last; {@link
   *     Instant#MIN}: there is none
   */
  record Events(SubscriptionEvents told, Instant othersEnded) {}

  /**
   * What happened to a press before.
   *
   * @param hasSent whether a call was made in this go, and is over
   * @param refusal why Smartrr refused the change when it was sent again; null: it didn't
   * @param history its history in the ledger, oldest first; empty where nothing was sent and
   *     Smartrr could be read
   */
  record Past(boolean hasSent, @Nullable String refusal, List<Attempt> history) {}
}
