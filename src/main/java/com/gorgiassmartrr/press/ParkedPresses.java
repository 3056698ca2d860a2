package com.gorgiassmartrr.press;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import java.util.Map;

/** The presses that a person must decide on, for operators: by JMX, and below {@link PressApi}. */
public final class ParkedPresses implements ParkedPressesMXBean {
  private static final int MOST = 500;
  private static final String BY_JMX = "JMX";

  private final Ledger ledger;
  private final PressWorker worker;

  public ParkedPresses(Ledger ledger, PressWorker worker) {
    this.ledger = ledger;
    this.worker = worker;
  }

  @Override
  public int getCount() {
    long count = 0;
    for (Map<PressState, Long> ofStore : ledger.counts().presses().values()) {
      count += ofStore.getOrDefault(PressState.PARKED, 0L);
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  @Override
  public String list() {
    return PressJson.list(ledger.search(PressQuery.ofState(PressState.PARKED), MOST, 0)).toString();
  }

  @Override
  public String replay(String reference) {
    return replay(reference, BY_JMX);
  }

  @Override
  public String dismiss(String reference) {
    return dismiss(reference, BY_JMX);
  }

  /**
   * Has a parked press tried again; its subscription is read before anything is sent.
   *
   * @param by who decided so
   * @throws IllegalArgumentException if no press is parked under that reference
   */
  String replay(String reference, String by) {
    Press press = parked(reference);
    decide(reference, () -> ledger.reopen(press.id(), by));
    worker.takeUpDue();
    return "Tried again: " + press.reference();
  }

  /**
   * Dismisses a parked press: nothing more is done about it.
   *
   * @param by who decided so
   * @throws IllegalArgumentException if no press is parked under that reference
   */
  String dismiss(String reference, String by) {
    Press press = parked(reference);
    decide(reference, () -> worker.dismiss(press, by));
    return "Dismissed: " + press.reference();
  }

  private Press parked(String reference) {
    return ledger
        .findReference(reference)
        .filter(press -> press.state() == PressState.PARKED)
        .orElseThrow(() -> notParked(reference));
  }

  private void decide(String reference, Runnable decision) {
    try {
      decision.run();
    } catch (IllegalStateException e) {
      // Another person has just decided on it.
      throw notParked(reference);
    }
  }

  private IllegalArgumentException notParked(String reference) {
    String now =
        ledger.findReference(reference).map(press -> "; it is " + press.state().word()).orElse("");
    return new IllegalArgumentException("No press is parked under " + reference + now + ".");
  }
}
