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
 * Has a recorded press carried out by the route {@code press-run}, and goes on when it has ended or
 * its agent's time is up. A press that is over already isn't waited for.
 */
public final class PressAwait extends IntakeStep {
  /** Milliseconds after which the ledger is asked whether another server has ended a press. */
  private static final int LOOK_AGAIN_MILLIS = 250;

  private final Ledger ledger;
  private final PressWorker worker;
  private final PerStore<Bulkhead> recorders;

  /**
   * A step.
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

  /** Has a press carried out and tells how it is when it has ended, or at the deadline. */
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

  /** Another server that carries the press out tells only the ledger that it has ended. */
  private void watch(Press press, CompletableFuture<Press> end) {
    Executor recorder = recorders.find(press.what().store());
    if (recorder == null) {
      return;
    }
    // Only where there is something to be asked does it take a thread.
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
