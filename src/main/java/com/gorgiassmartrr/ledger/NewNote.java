package com.gorgiassmartrr.ledger;

/**
 * A note to be written on a ticket.
 *
 * @param text the note as plain text
 * @param html the note as HTML, already escaped
 */
public record NewNote(String store, String ticketId, String text, String html) {
  public NewNote {
    store = Texts.storable(store);
    ticketId = Texts.storable(ticketId);
    text = Texts.storable(text);
    html = Texts.storable(html);
  }
}
