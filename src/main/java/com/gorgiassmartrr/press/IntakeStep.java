package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.AsyncStep;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.store.PerStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * One step in the route of a front door for presses. A step holds no thread while it waits. When a
 * step fails, the answer says why, and the route ends.
 */
abstract class IntakeStep extends AsyncStep {
  /**
   * How long after the deadline an answer may still come. After that the ledger must be hanging, as
   * it does when the network drops every packet.
   */
  private static final int TO_ANSWER_MILLIS = 400;

  /** Work that ends with a value later, or is refused. */
  @FunctionalInterface
  interface Work<T> {
    CompletableFuture<T> run() throws RefusedException;
  }

  /** Does this step's work for the press that the exchange carries. */
  abstract CompletableFuture<?> take(Exchange exchange) throws RefusedException;

  @Override
  public final boolean process(Exchange exchange, AsyncCallback callback) {
    CompletableFuture<?> taken = attempt(() -> take(exchange).thenApply(done -> done));
    boolean isSync = taken.isDone();
    taken.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            refuse(exchange, failure);
          }
          callback.done(isSync);
        });
    return isSync;
  }

  /** The shape of this step's answers, where no earlier step has chosen one. */
  PressIntake.Replies replies() {
    return PressReply.OF_BUTTONS;
  }

  private void refuse(Exchange exchange, Throwable failure) {
    PressIntake intake = PressIntake.of(exchange);
    PressIntake.Replies replies = intake == null ? replies() : intake.replies();
    replies.reply(PressAnswer.to(failure, replies.ifUncertain())).writeTo(exchange);
    exchange.setRouteStop(true);
  }

  /** Runs work, and turns what it throws into a failed future. */
  static <T> CompletableFuture<T> attempt(Work<T> work) {
    try {
      return work.run();
    } catch (RefusedException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Runs work on a thread that may wait for the ledger, unless the agent's time is up when the
   * work's turn comes.
   *
   * @param tooLate gets a value that comes after the press was answered
   */
  static <T> CompletableFuture<T> mayWait(
      PressIntake intake, PerStore<Bulkhead> threads, Work<T> work, Consumer<T> tooLate) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads
        .of(intake.store().name())
        .execute(
            () -> {
              if (!result.isDone()) {
                attempt(work)
                    .whenComplete(
                        (value, failure) -> {
                          if (failure != null) {
                            result.completeExceptionally(failure);
                          } else if (!result.complete(value)) {
                            tooLate.accept(value);
                          }
                        });
              }
            });
    return result.orTimeout(intake.millisLeft() + TO_ANSWER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The press that an exchange carries, which an earlier step must have checked. */
  static PressIntake checked(Exchange exchange) {
    return StepMissing.unless(PressIntake.of(exchange), exchange, "checks the press");
  }
}
