package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Marks a note as being tried, and hands out the permit for its one write.
 *
 * <p>Where it isn't to be written, or is marked already, it does nothing: without a permit nothing
 * can leave.
 */
final class NoteMark implements Processor {
  private final Ledger ledger;
  private final NoteSettings settings;

  NoteMark(Ledger ledger, NoteSettings settings) {
    this.ledger = ledger;
    this.settings = settings;
  }

  @Override
  public void process(Exchange exchange) {
    NoteGo go = NoteGo.of(exchange);
    if (!(go.outcome() instanceof NoteOutcome.Write) || go.permit() != null) {
      return;
    }
    Note note = go.note();
    GorgiasAccount account = Objects.requireNonNull(go.call().claim().account());
    Permit permit =
        ledger.noteTrying(
            note.id(),
            go.owner(),
            SendWindow.LENGTH.plus(settings.settle()),
            Write.to(
                account.url(), "POST", "/api/tickets/" + note.content().ticketId() + "/messages"));
    permit.mustHold(NoteMessage.marker(note.mark()));
    go.mark(permit);
    permit.putInto(exchange);
  }
}
