package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Sees whether a note that this server holds can be written, and whether an earlier try may have
 * written it. The variable {@code next} is then {@code seek}, {@code write}, {@code later} or
 * {@code given-up}.
 */
final class NoteBegin implements Processor {
  private final Stores stores;
  private final Ledger ledger;
  private final InstantSource clock;

  NoteBegin(Stores stores, Ledger ledger, InstantSource clock) {
    this.stores = stores;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    NoteGo go = NoteGo.of(exchange);
    if (go.outcome() != null) {
      return;
    }
    Store store = stores.named(go.store());
    GorgiasAccount current = store == null ? null : store.gorgias();
    boolean isOfAnother = current != null && isOfAnotherAccount(go, current);
    go.begin(go.account().taken());
    go.decide(go.decisions().begin(go.call(), current, isOfAnother, clock.instant()), exchange);
  }

  /**
   * Whether the note's ticket belongs to another Gorgias account. An account that never let the
   * store in was a wrong setting, so a note from that time belongs to the account that was meant.
   */
  private boolean isOfAnotherAccount(NoteGo go, GorgiasAccount current) {
    Note note = go.note();
    return !note.account().isEmpty()
        && !note.account().equals(current.address())
        && ledger.wasLetIn(go.store(), note.account());
  }
}
