package com.gorgiassmartrr.ledger;

/**
 * A note to be written on a ticket.
 *
 * @param store the store's name
 * @param ticketId the ticket's number
 * @param body the facts that the note tells, as a JSON object
 */
public record NewNote(String store, String ticketId, String body) {
  public NewNote {
    store = Texts.storable(store);
    ticketId = Texts.storable(ticketId);
    body = Texts.storable(body);
  }
}
