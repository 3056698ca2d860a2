package com.gorgiassmartrr.note;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.followup.FollowUps;
import com.gorgiassmartrr.followup.Line;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the notes that the ledger holds onto their Gorgias tickets, each exactly once, as fast as
 * the account's limit allows. They are the follow-ups of the name {@link FollowUps#NOTE}, and this
 * is what their lines work on; what happens to a note is the route {@code follow-up-note}.
 *
 * <p>A note is marked as tried before it is sent. One that is marked, but not recorded as written,
 * is looked for on its ticket before it is sent again, be it by this process or by another one.
 */
public final class NoteOutbox implements Line.Works {
  private final PerStore<NoteWork> works;
  private final NoteSettings settings;
  private final NoteSteps steps;

  /**
   * An outbox for these stores.
   *
   * @param followUps has the words of the notes
   * @param clock tells when notes are due
   * @param ticker paces the calls
   * @param contacts is told how each call to Gorgias went; null for nobody
   */
  public NoteOutbox(
      CamelContext context,
      Stores stores,
      FollowUps followUps,
      Ledger ledger,
      NoteSettings settings,
      InstantSource clock,
      Ticker ticker,
      @Nullable Contacts contacts) {
    GorgiasCalls gorgias = new GorgiasCalls(context, clock, contacts);
    this.settings = settings;
    this.steps = new NoteSteps(context, stores, followUps, gorgias, ledger, settings, clock);
    this.works =
        new PerStore<>(
            stores,
            store ->
                new NoteWork(
                    store,
                    stores,
                    ledger,
                    clock,
                    steps,
                    settings,
                    new Pace(ticker, settings.limit(), settings.window(), settings.reserve())));
  }

  /** The steps of the page of notes, by the names by which routes know them. */
  public Map<String, Processor> steps() {
    return steps.all();
  }

  @Override
  public Line.@Nullable Work of(String store) {
    return works.find(store);
  }

  /** How much of the account's limit is used. */
  public Budget budget(String store) {
    NoteWork work = works.made(store);
    return work == null
        ? new Budget(0, settings.limit(), settings.reserve(), Duration.ZERO)
        : work.budget();
  }

  /** Why Gorgias doesn't let us in, for a person; empty while it does. */
  public String problem(String store) {
    NoteWork work = works.made(store);
    return work == null ? "" : work.problem();
  }
}
