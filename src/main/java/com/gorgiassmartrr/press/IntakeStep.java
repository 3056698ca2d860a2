package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.smartrr.StepMissing;
import com.gorgiassmartrr.store.PerStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A step in the route of a front door for presses. It holds no thread while it waits; where it
 * fails, the answer says why and the route ends there.
 */
abstract class IntakeStep extends AsyncProcessorSupport {
  /**
   * What an answer at the deadline may still take. After that the ledger itself hangs, as behind a
   * network that swallows what is sent.
   */
  private static final int TO_ANSWER_MILLIS = 400;

  /** Something that ends with a value later, or is refused. */
  @FunctionalInterface
  interface Work<T> {
    CompletableFuture<T> run() throws RefusedException;
  }

  /** Does this step for the press that the exchange is about. */
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

  /** How this step speaks where no step before it has said how. */
  PressIntake.Replies replies() {
    return PressReply.OF_BUTTONS;
  }

  private void refuse(Exchange exchange, Throwable failure) {
    PressIntake intake = PressIntake.of(exchange);
    PressIntake.Replies replies = intake == null ? replies() : intake.replies();
    replies.reply(PressAnswer.to(failure, replies.ifUncertain())).writeTo(exchange);
    exchange.setRouteStop(true);
  }

  /** Runs something; what it throws becomes how it ends. */
  static <T> CompletableFuture<T> attempt(Work<T> work) {
    try {
      return work.run();
    } catch (RefusedException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Runs something on a thread that may wait for the ledger, unless nobody waits for it any longer
   * when its turn comes.
   *
   * @param tooLate gets the value that comes when the press is answered already
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

  /** The press that an exchange is about, once it has been checked. */
  static PressIntake checked(Exchange exchange) {
    return StepMissing.unless(PressIntake.of(exchange), exchange, "checks the press");
  }
}
