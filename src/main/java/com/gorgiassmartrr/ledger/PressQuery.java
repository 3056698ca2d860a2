package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.Nullable;

/** A search for presses; a part that is null matches every press. */
public record PressQuery(
    @Nullable String store,
    @Nullable String ticketId,
    @Nullable String email,
    @Nullable String subscriptionId,
    @Nullable String action,
    @Nullable PressState state) {

  /** Whether the search names something that few presses share, so that an index finds them. */
  boolean isNarrow() {
    return ticketId != null || email != null || subscriptionId != null;
  }

  /** Every press. */
  public static final PressQuery ALL = new PressQuery(null, null, null, null, null, null);

  /** The presses of a store. */
  public static PressQuery ofStore(String store) {
    return new PressQuery(store, null, null, null, null, null);
  }

  /** The presses on a ticket. */
  public static PressQuery ofTicket(String store, String ticketId) {
    return new PressQuery(store, ticketId, null, null, null, null);
  }

  /** The presses about a subscriber. */
  public static PressQuery ofEmail(String store, String email) {
    return new PressQuery(store, null, email, null, null, null);
  }

  /** The presses of every store that are in this state. */
  public static PressQuery ofState(PressState state) {
    return new PressQuery(null, null, null, null, null, state);
  }
}
