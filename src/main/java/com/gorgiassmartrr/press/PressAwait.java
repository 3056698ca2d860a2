package com.gorgiassmartrr.press;

import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.store.PerStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/**
 * Has the route {@code press-run} carry out a recorded press, and goes on when the press has ended
 * or the agent's time is up. For a press that is over already there is no wait.
 */
public final class PressAwait extends IntakeStep {
  /** Milliseconds after which the ledger is asked whether another server has ended a press. */
  private static final int LOOK_AGAIN_MILLIS = 250;

  private final Ledger ledger;
  private final PressWorker worker;
  private final PerStore<Bulkhead> recorders;

  /**
   * Makes the step.
   *
   * @param recorders each store's threads that may wait for the ledger
   */
  PressAwait(Ledger ledger, PressWorker worker, PerStore<Bulkhead> recorders) {
    this.ledger = ledger;
    this.worker = worker;
    this.recorders = recorders;
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) {
    PressIntake intake = checked(exchange);
    Recorded recorded = StepMissing.unless(intake.recorded(), exchange, "records the press");
    if (recorded.press().state() != PressState.ACCEPTED || !intake.isFirstToBegin()) {
      return PressDoors.DONE;
    }
    return end(recorded, intake).thenAccept(intake::ended);
  }

  /**
   * Has a press carried out; the future holds the press when it has ended, or as it is at the
   * deadline.
   */
  private CompletableFuture<Press> end(Recorded recorded, PressIntake intake) {
    Press press = recorded.press();
    CompletableFuture<Press> end =
        worker
            .begin(recorded, intake.deadline())
            .copy()
            .completeOnTimeout(press, intake.millisLeft(), TimeUnit.MILLISECONDS);
    watch(press, end);
    return end;
  }

  /**
   * Asks the ledger again and again whether the press has ended: another server that carries the
   * press out tells nobody else.
   */
  private void watch(Press press, CompletableFuture<Press> end) {
    Executor recorder = recorders.find(press.what().store());
    if (recorder == null) {
      return;
    }
    // No thread is taken for a press that has ended by then.
    Executor unlessDone =
        task -> {
          if (!end.isDone()) {
            recorder.execute(task);
          }
        };
    CompletableFuture.delayedExecutor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS, unlessDone)
        .execute(
            () -> {
              if (isOver(press)) {
                worker.begin(Recorded.earlier(press), System.nanoTime());
              } else {
                watch(press, end);
              }
            });
  }

  private boolean isOver(Press press) {
    try {
      return ledger.find(press.id()).filter(now -> now.state() != PressState.ACCEPTED).isPresent();
    } catch (LedgerUnavailable e) {
      return false;
    }
  }
}
