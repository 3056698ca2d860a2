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
 * Everything from which the next decision about a press is made.
 *
 * @param press the press as it was when the subscription was read
 * @param action the action that was pressed; null: its file was removed
 * @param reading Smartrr's answers
 * @param shop the shop's time, by which days are counted
 * @param past what happened to the press before
 * @param at the time of the decision
 */
record PressFacts(
    Press press, @Nullable Action action, Reading reading, ShopTime shop, Past past, Instant at) {

  /**
   * Smartrr's answers about a subscription.
   *
   * @param subscription the subscription; null: Smartrr knows none with this id, or it couldn't be
   *     read
   * @param failure why the subscription couldn't be read; null: it could be read
   * @param events the subscription's events; null: they weren't asked for
   */
  record Reading(
      @Nullable JsonNode subscription, @Nullable PartnerFailure failure, @Nullable Events events) {
    /** The answers before Smartrr was asked. */
    static final Reading NONE = new Reading(null, null, null);

    Reading with(Events told) {
      return new Reading(subscription, failure, told);
    }
  }

  /**
   * The events of a subscription.
   *
   * @param told the events that Smartrr told
   * @param othersEnded when another press of the subscription with the same event last ended;
   *     {@link Instant#MIN}: there is none
   */
  record Events(SubscriptionEvents told, Instant othersEnded) {}

  /**
   * What happened to a press before.
   *
   * @param hasSent whether this go made a call that is over
   * @param refusal why Smartrr refused the change when it was sent again; null: it wasn't refused
   * @param history the press's history in the ledger, oldest first; empty where nothing was sent
   *     and Smartrr could be read
   */
  record Past(boolean hasSent, @Nullable String refusal, List<Attempt> history) {}
}
