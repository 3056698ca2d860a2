package com.gorgiassmartrr.note;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.gorgias.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Paces the calls to one Gorgias account so that its limit is never met.
 *
 * <p>Gorgias counts with a leaky bucket: each request fills it by one, and it empties evenly. This
 * is an estimate of that bucket, which every answer corrects. It is at no time lower than what we
 * know of, and a reserve is left to whatever else uses the account.
 */
final class Pace {
  private static final double ROUNDING = 1e-9;

  private final Ticker ticker;
  private final Duration window;
  private final int reserve;
  private int limit;
  private double level;
  private long levelAt;
  private long pausedUntil;
  private boolean paused;
  private long begun;
  private long newestHeard;
  private int inFlight;

  /**
   * A pace that begins with an empty bucket.
   *
   * @param limit how many requests the bucket holds, until an answer says it
   * @param window the time in which a full bucket empties
   * @param reserve how many of the requests are left to others
   */
  Pace(Ticker ticker, int limit, Duration window, int reserve) {
    this.ticker = ticker;
    this.limit = limit;
    this.window = window;
    this.reserve = reserve;
    this.levelAt = ticker.read();
  }

  /** How much of the limit is used now. */
  synchronized Budget budget() {
    leak();
    Duration pause = paused ? Duration.ofNanos(pausedUntil - ticker.read()) : Duration.ZERO;
    return new Budget((int) Math.ceil(level - ROUNDING), limit, reserve, pause);
  }

  /** How many calls may begin now. */
  synchronized int room() {
    leak();
    return paused ? 0 : (int) Math.max(0, Math.floor(capacity() - level + ROUNDING));
  }

  /** How long until a call may begin; zero when one may begin now. */
  synchronized Duration untilRoom() {
    leak();
    if (paused) {
      return Duration.ofNanos(pausedUntil - ticker.read());
    }
    double over = level + 1 - capacity();
    return over <= ROUNDING ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(over / perNano()));
  }

  /** Counts a call that begins now; its answer, or that there is none, is to be told. */
  synchronized Call begin() {
    leak();
    level += 1;
    Call call = new Call(inFlight, ++begun);
    inFlight++;
    return call;
  }

  /** Lets no call begin for a while. */
  synchronized void pause(Duration length) {
    long until = ticker.read() + length.toNanos();
    if (!paused || until - pausedUntil > 0) {
      pausedUntil = until;
      paused = true;
    }
  }

  /** Ends a pause. */
  synchronized void resume() {
    paused = false;
  }

  /** One call to the account. */
  final class Call {
    private final int before;
    private final long number;

    private Call(int before, long number) {
      this.before = before;
      this.number = number;
    }

    /** The call wasn't made after all. */
    void notMade() {
      synchronized (Pace.this) {
        leak();
        inFlight--;
        level = Math.max(0, level - 1);
      }
    }

    /**
     * The call ended.
     *
     * @param usage what its answer says; null when it had none
     */
    void ended(@Nullable Usage usage) {
      synchronized (Pace.this) {
        leak();
        inFlight--;
        if (usage != null) {
          // Calls of ours that were on their way beside this one may not be counted in it yet.
          long beside = before + (begun - number);
          // No bucket holds more than its limit; a larger number would stop us for days.
          double said = Math.min(usage.used(), usage.limit()) + beside;
          limit = usage.limit();
          // What others use may have been counted by a later call, whose answer came first.
          level = number < newestHeard ? Math.max(level, said) : said;
          newestHeard = Math.max(newestHeard, number);
        }
      }
    }
  }

  private int capacity() {
    return Math.max(1, limit - reserve);
  }

  private double perNano() {
    return (double) limit / window.toNanos();
  }

  private void leak() {
    long now = ticker.read();
    level = Math.max(0, level - (now - levelAt) * perNano());
    levelAt = now;
    if (paused && now - pausedUntil >= 0) {
      paused = false;
    }
  }
}
