package com.gorgiassmartrr.ledger;

/**
 * A note to be written on a ticket.
 *
 * @param body what it tells, as a JSON object
 */
public record NewNote(String store, String ticketId, String body) {
  public NewNote {
    store = Texts.storable(store);
    ticketId = Texts.storable(ticketId);
    body = Texts.storable(body);
  }
}
