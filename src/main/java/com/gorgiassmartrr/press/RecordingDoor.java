package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.ledger.Recorded;
import com.gorgiassmartrr.partner.Bulkhead;
import com.gorgiassmartrr.store.PerStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * What the doors for presses share: a press is taken in on a thread that may wait for the ledger,
 * and is answered when it has ended or its time is up, without a thread in between.
 */
abstract class RecordingDoor extends AsyncProcessorSupport {
  private static final String NO_STORE = "There is no such store on this server.";

  /** Milliseconds after which the ledger is asked whether another server has ended a press. */
  private static final int LOOK_AGAIN_MILLIS = 250;

  /**
   * What an answer at the deadline may still take. After that the ledger itself hangs, as behind a
   * network that swallows what is sent.
   */
  private static final int TO_ANSWER_MILLIS = 400;

  final Ledger ledger;
  final PressWorker worker;
  final PerStore<Bulkhead> recorders;
  private final Duration answerWithin;

  /**
   * A door.
   *
   * @param recorders each store's threads that write presses down; when they are all busy a press
   *     is refused
   * @param answerWithin how long an agent waits at most
   */
  RecordingDoor(
      Ledger ledger, PressWorker worker, PerStore<Bulkhead> recorders, Duration answerWithin) {
    this.ledger = ledger;
    this.worker = worker;
    this.recorders = recorders;
    this.answerWithin = answerWithin;
  }

  /** What is sent back. */
  record Reply(int status, JsonNode body) {}

  /** Something that ends with a value later, or is refused. */
  interface Step<T> {
    CompletableFuture<T> run() throws RefusedException;
  }

  /**
   * Takes a press in, on a thread that may wait.
   *
   * @param deadline when it must be answered, in {@link System#nanoTime}
   */
  abstract CompletableFuture<Reply> take(Exchange exchange, long deadline) throws RefusedException;

  /** What an agent is to do where it isn't certain that a press was written down. */
  abstract String ifUncertain();

  /** An answer in the shape that the caller knows. */
  abstract Reply reply(PressAnswer answer);

  @Override
  public final boolean process(Exchange exchange, AsyncCallback callback) {
    long deadline = System.nanoTime() + answerWithin.toNanos();
    Executor recorder = recorders.find(exchange.getVariable("store", String.class));
    if (recorder == null) {
      write(exchange, reply(PressAnswer.to(new RefusedException(404, NO_STORE), ifUncertain())));
      callback.done(true);
      return true;
    }
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    try {
      recorder.execute(
          () -> {
            // Nobody waits any longer for what came too late to a thread.
            if (!answer.isDone()) {
              attempt(() -> take(exchange, deadline))
                  .exceptionally(failure -> reply(PressAnswer.to(failure, ifUncertain())))
                  .thenAccept(answer::complete);
            }
          });
    } catch (RejectedExecutionException e) {
      write(exchange, reply(PressAnswer.to(e, ifUncertain())));
      callback.done(true);
      return true;
    }
    answer
        .completeOnTimeout(
            reply(PressAnswer.uncertain(ifUncertain())),
            millisLeft(deadline) + TO_ANSWER_MILLIS,
            TimeUnit.MILLISECONDS)
        .thenAccept(
            reply -> {
              write(exchange, reply);
              callback.done(false);
            });
    return false;
  }

  /** Runs a step; what it throws becomes how it ends. */
  static <T> CompletableFuture<T> attempt(Step<T> step) {
    try {
      return step.run();
    } catch (RefusedException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** How long an agent still waits; at least a moment. */
  static long millisLeft(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  /** Has a press carried out and tells how it is when it has ended, or at the deadline. */
  final CompletableFuture<Press> end(Recorded recorded, long deadline) {
    Press press = recorded.press();
    CompletableFuture<Press> end =
        worker
            .begin(recorded, deadline)
            .copy()
            .completeOnTimeout(press, millisLeft(deadline), TimeUnit.MILLISECONDS);
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

  private static void write(Exchange exchange, Reply reply) {
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
    exchange.getMessage().setBody(reply.body().toString().getBytes(StandardCharsets.UTF_8));
  }
}
