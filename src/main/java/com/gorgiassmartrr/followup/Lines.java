package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.ledger.FollowUpQueue;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of the follow-ups: one for each store and name, which waits for none of the others. A
 * line is made when something is due in it for the first time, and ends with its store or with the
 * Camel context. As a step of a route this looks for what is due.
 */
public final class Lines extends LifecycleStrategySupport implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final Stores stores;
  private final Ledger ledger;
  private final Function<String, Line.Works> works;
  private final ScheduledExecutorService timers;
  private final Executor threads;
  private final Map<FollowUpQueue, Line> lines = new ConcurrentHashMap<>();
  private boolean running;

  /**
   * No line yet.
   *
   * @param works what the lines of a follow-up work on, by its name
   * @param timers wakes lines; nothing is done on its threads
   * @param threads has a thread for every task
   */
  Lines(
      Stores stores,
      Ledger ledger,
      Function<String, Line.Works> works,
      ScheduledExecutorService timers,
      Executor threads) {
    this.stores = stores;
    this.ledger = ledger;
    this.works = works;
    this.timers = timers;
    this.threads = threads;
  }

  @Override
  public void onContextStarted(CamelContext context) {
    synchronized (this) {
      running = true;
    }
    stores.follow(this::changed);
  }

  /** Looks for what is due. */
  @Override
  public void process(Exchange exchange) {
    try {
      ledger.followUpQueues().forEach(this::wake);
    } catch (LedgerUnavailable e) {
      LOG.debug("The ledger has told the log", e);
    } catch (RuntimeException e) {
      // Thrown on, it would be the last time that anybody looks.
      LOG.error("Follow-ups that are due can't be looked for", e);
    }
  }

  /** Has a line look for what is due in it. */
  void wake(FollowUpQueue queue) {
    Line line = lines.get(queue);
    if (line == null) {
      line = make(queue);
    }
    if (line != null) {
      line.wake();
    }
  }

  private synchronized @Nullable Line make(FollowUpQueue queue) {
    return running && stores.named(queue.store()) != null
        ? lines.computeIfAbsent(queue, this::line)
        : null;
  }

  private @Nullable Line line(FollowUpQueue queue) {
    Line.Work work = works.apply(queue.name()).of(queue.store());
    String name = queue.store() + ": follow-ups " + queue.name();
    return work == null ? null : new Line(name, work, timers, threads);
  }

  private synchronized void changed(@Nullable Store before, @Nullable Store now) {
    if (!running || before == null) {
      return;
    }
    lines.forEach(
        (queue, line) -> {
          if (!queue.store().equals(before.name())) {
            return;
          }
          if (now == null) {
            lines.remove(queue);
            line.end();
          } else {
            line.storeChanged(before, now);
          }
        });
  }

  /** Begins no further try, and waits a while for those under way, so that they are recorded. */
  @Override
  public void onContextStopping(CamelContext context) {
    synchronized (this) {
      running = false;
    }
    long end = System.nanoTime() + LONGEST_STOP.toNanos();
    lines.values().forEach(Line::stop);
    lines.values().forEach(line -> line.awaitStopped(end));
  }
}
