package com.gorgiassmartrr.server;

import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.store.PerStore;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Logs which requests weren't served and why: one line a second at most for each store. The next
 * line tells how many requests had no line. Callers without proof have lines of their own, so that
 * a flood of their requests doesn't hide what is wrong with a store's real requests. Requests at no
 * store share one line.
 */
public final class RefusalLog {
  private static final long BETWEEN_NANOS = Duration.ofSeconds(1).toNanos();

  private final PerStore<Lines> admitted;
  private final PerStore<Lines> strangers;
  private final Lines nowhere;
  private final Stores stores;

  /** A log in which nothing stands yet. */
  public RefusalLog(Stores stores, Ticker ticker) {
    this(stores, ticker, LoggerFactory.getLogger(RefusalLog.class)::info);
  }

  /**
   * A log in which nothing stands yet.
   *
   * @param log takes the lines
   */
  RefusalLog(Stores stores, Ticker ticker, Consumer<String> log) {
    this.stores = stores;
    admitted = new PerStore<>(stores, store -> new Lines(store, ticker, log));
    strangers = new PerStore<>(stores, store -> new Lines(store, ticker, log));
    nowhere = new Lines("no store", ticker, log);
  }

  /** A request of an admitted caller isn't served as it came. */
  void refused(Store store, String path, String sentence) {
    Lines lines = admitted.find(store.name());
    (lines == null ? nowhere : lines).add(path, sentence);
  }

  /**
   * A caller isn't admitted.
   *
   * @param store whose name was called; null when it is none
   */
  void turnedAway(@Nullable Store store, String path, String sentence) {
    Lines lines = store == null ? null : strangers.find(store.name());
    (lines == null ? nowhere : lines).add(path, sentence);
  }

  /** Tells of those that had no line, a second after the last one; to be called now and then. */
  public void tellRest() {
    nowhere.tellRest();
    for (Store store : stores.all()) {
      for (PerStore<Lines> kind : List.of(admitted, strangers)) {
        Lines lines = kind.made(store.name());
        if (lines != null) {
          lines.tellRest();
        }
      }
    }
  }

  private static final class Lines {
    private final String name;
    private final Ticker ticker;
    private final Consumer<String> log;
    private long lastAt;
    private boolean hasLine;
    private long rest;

    Lines(String name, Ticker ticker, Consumer<String> log) {
      this.name = name;
      this.ticker = ticker;
      this.log = log;
    }

    synchronized void add(String path, String sentence) {
      if (isTooSoon()) {
        rest++;
        return;
      }
      say(path + ": " + sentence + " (" + name + (rest > 0 ? ", and " + more() : "") + ")");
    }

    synchronized void tellRest() {
      if (rest > 0 && !isTooSoon()) {
        say(more() + " (" + name + ")");
      }
    }

    private String more() {
      return rest + (rest == 1 ? " more request wasn't served" : " more requests weren't served");
    }

    private boolean isTooSoon() {
      return hasLine && ticker.read() - lastAt < BETWEEN_NANOS;
    }

    private void say(String line) {
      hasLine = true;
      lastAt = ticker.read();
      rest = 0;
      log.accept(line);
    }
  }
}
