package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts how each store's triggers were answered since the start, as Gorgias counts. For Gorgias an
 * answer that isn't 2xx or comes too late is a failure, and after 100 failures in a row it switches
 * the integration off.
 *
 * <p><b>Note:</b> a trigger that never reached this server, such as one that the proxy in front of
 * it refused, is a failure for Gorgias and isn't known here.
 */
public final class Triggers {
  /** How long Gorgias waits for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final PerStore<Counted> byStore;

  /** No triggers yet. */
  public Triggers(Stores stores, InstantSource clock) {
    this.clock = clock;
    byStore = new PerStore<>(stores, store -> new Counted());
  }

  /**
   * How triggers were answered.
   *
   * @param answered how many were answered as Gorgias wants it
   * @param failed how many weren't
   * @param failedInRow how many of the latest weren't, without one in between that was
   * @param lastAt when the last one came
   * @param failedAt when the last one failed
   * @param failure what was wrong with that one; {@code ""}: nothing
   */
  public record Answers(
      long answered,
      long failed,
      int failedInRow,
      @Nullable Instant lastAt,
      @Nullable Instant failedAt,
      String failure) {
    private static final Answers NONE = new Answers(0, 0, 0, null, null, "");
  }

  /** The triggers of a store. */
  public Answers of(String store) {
    Counted counted = byStore.made(store);
    return counted == null ? Answers.NONE : counted.answers();
  }

  /**
   * A trigger was answered, or its caller has gone.
   *
   * @param store whose address was asked, be it the name of a store or not
   * @param status what was answered
   * @param isWritten whether the caller was still there to get it
   */
  void ended(String store, int status, boolean isWritten, Duration took) {
    Counted counted = byStore.find(store);
    if (counted == null) {
      return;
    }
    boolean isLate = took.compareTo(PATIENCE) > 0;
    if (isWritten && !isLate && status / 100 == 2) {
      counted.succeeded(clock.instant());
    } else {
      counted.failed(
          clock.instant(),
          !isWritten
              ? "the caller had gone"
              : isLate ? "it took " + took.toMillis() + " ms" : "status " + status);
    }
  }

  private static final class Counted {
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile @Nullable Instant lastAt;
    private volatile int failedInRow;
    private volatile @Nullable Instant failedAt;
    private volatile String failure = "";

    /** Takes no lock: this is done for every trigger. */
    void succeeded(Instant now) {
      answered.increment();
      lastAt = now;
      if (failedInRow != 0) {
        synchronized (this) {
          failedInRow = 0;
        }
      }
    }

    synchronized void failed(Instant now, String why) {
      failed.increment();
      lastAt = now;
      failedInRow++;
      failedAt = now;
      failure = why;
    }

    synchronized Answers answers() {
      return new Answers(answered.sum(), failed.sum(), failedInRow, lastAt, failedAt, failure);
    }
  }
}
