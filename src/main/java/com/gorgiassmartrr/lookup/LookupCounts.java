package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Stores;
import java.util.concurrent.atomic.LongAdder;

/** How each store's lookups were answered since the server was started. */
public final class LookupCounts {
  private final PerStore<Counted> byStore;

  /** No lookups yet. */
  public LookupCounts(Stores stores) {
    byStore = new PerStore<>(stores, store -> new Counted());
  }

  /**
   * How many lookups were answered how.
   *
   * @param cached without asking Smartrr
   * @param live with what was just read
   * @param stale with what was known last, because nothing newer could be had
   * @param notice with a sentence only, for the same reason
   */
  public record Answers(long cached, long live, long stale, long notice) {}

  /** The counts of a store. */
  public Answers of(String store) {
    Counted counted = byStore.made(store);
    if (counted == null) {
      return new Answers(0, 0, 0, 0);
    }
    return new Answers(
        counted.cached.sum(), counted.live.sum(), counted.stale.sum(), counted.notice.sum());
  }

  void cached(String store) {
    Counted counted = byStore.find(store);
    if (counted != null) {
      counted.cached.increment();
    }
  }

  void live(String store) {
    Counted counted = byStore.find(store);
    if (counted != null) {
      counted.live.increment();
    }
  }

  void withoutSmartrr(String store, boolean isKnown) {
    Counted counted = byStore.find(store);
    if (counted != null) {
      (isKnown ? counted.stale : counted.notice).increment();
    }
  }

  private static final class Counted {
    final LongAdder cached = new LongAdder();
    final LongAdder live = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder notice = new LongAdder();
  }
}
