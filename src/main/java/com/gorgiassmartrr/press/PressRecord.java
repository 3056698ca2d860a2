package com.gorgiassmartrr.press;

import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.store.PerStore;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Records a press that was checked: as a new press, or as the earlier one that it repeats.
 *
 * <p>A recorded press is always carried out. Where the route has no step that begins with it, the
 * press is begun when the route has ended.
 */
public final class PressRecord extends IntakeStep {
  private final PressWorker worker;
  private final PerStore<Bulkhead> recorders;

  /**
   * Makes the step.
   *
   * @param recorders each store's threads that record presses; when they are all busy, a press is
   *     refused
   */
  PressRecord(PressWorker worker, PerStore<Bulkhead> recorders) {
    this.worker = worker;
    this.recorders = recorders;
  }

  @Override
  CompletableFuture<?> take(Exchange exchange) {
    PressIntake intake = checked(exchange);
    Press earlier = intake.latest();
    if (earlier != null) {
      tell(exchange, intake, earlier);
      return PressDoors.DONE;
    }
    PressIntake.Recording recording =
        StepMissing.unless(intake.recording(), exchange, "checks the press");
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                beginUnbegun(intake);
              }
            });
    return mayWait(
            intake,
            recorders,
            () -> {
              Recorded recorded = recording.record();
              intake.recorded(recorded);
              return CompletableFuture.completedFuture(recorded);
            },
            tooLate -> beginUnbegun(intake))
        .thenAccept(recorded -> tell(exchange, intake, recorded.press()));
  }

  /** Sets the answer that is given unless a later step sets another. */
  private static void tell(Exchange exchange, PressIntake intake, Press press) {
    intake
        .replies()
        .reply(PressAnswer.of(press, intake.store(), intake.ticket()))
        .writeTo(exchange);
  }

  private void beginUnbegun(PressIntake intake) {
    Recorded recorded = intake.recorded();
    if (recorded != null
        && recorded.press().state() == PressState.ACCEPTED
        && intake.isFirstToBegin()) {
      worker.begin(recorded, System.nanoTime());
    }
  }
}
