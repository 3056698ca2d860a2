package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Report;
import com.gorgiassmartrr.connect.Step;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on the connections of stores, which goes on after the request that began it has its answer.
 * The latest are kept with their steps; none of them outlives the process.
 */
final class ConnectWorks {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectWorks.class);
  private static final int MOST_KEPT = 20;

  /** Longer than it takes to see that something can't begin. */
  private static final int PATIENCE_SECONDS = 5;

  private final Executor threads;

  /**
   * The work that is kept, in the order in which it began. Work that is under way is never dropped.
   */
  private final Deque<Work> kept = new ArrayDeque<>();

  /** Keeps work that these threads do. */
  ConnectWorks(Executor threads) {
    this.threads = threads;
  }

  /** Does the work, which may take a minute, and tells its steps. */
  @FunctionalInterface
  interface Job {
    Report run(Consumer<Step> progress);
  }

  /**
   * Begins work on a store.
   *
   * @param kind what it is called on the page
   * @return null when other work on this store is under way
   */
  synchronized @Nullable Work begin(String kind, String store, Job job) {
    if (kept.stream().anyMatch(work -> work.isRunning() && work.store.equals(store))) {
      return null;
    }
    Work work = new Work(kind, store);
    kept.add(work);
    if (kept.size() > MOST_KEPT) {
      kept.stream().filter(old -> !old.isRunning()).findFirst().ifPresent(kept::remove);
    }
    threads.execute(() -> work.run(job));
    return work;
  }

  /** Keeps a piece of work no longer. */
  synchronized void drop(Work work) {
    kept.remove(work);
  }

  /** All work that is kept, in the order in which it began. */
  synchronized List<Work> all() {
    return List.copyOf(kept);
  }

  /** One piece of work, under way or ended. */
  static final class Work {
    private final String id = UUID.randomUUID().toString();
    private final String kind;
    private final String store;

    /**
     * Whether a partner is asked. It is known when the first partner is asked, or when the work has
     * ended.
     */
    private final CompletableFuture<Boolean> asking = new CompletableFuture<>();

    /** The steps so far. The end of a step takes the place of its beginning. */
    private final List<Step> steps = new ArrayList<>();

    private @Nullable Report report;

    private Work(String kind, String store) {
      this.kind = kind;
      this.store = store;
    }

    private void run(Job job) {
      Report ended = null;
      try {
        ended = job.run(this::add);
      } catch (RuntimeException e) {
        LOG.error("{}: work on the store's connection failed", store, e);
      } finally {
        end(ended != null ? ended : fault());
        asking.complete(false);
      }
    }

    private static Report fault() {
      return new Report(
          List.of(
              new Step(
                  Part.SERVER,
                  Status.WRONG,
                  "This failed because of a fault here; the log says more.",
                  null)));
    }

    private synchronized void add(Step step) {
      dropBegun();
      steps.add(step);
      if (step.status() == Status.BEGUN) {
        asking.complete(true);
      }
    }

    private synchronized void end(Report ended) {
      steps.clear();
      steps.addAll(ended.steps());
      report = ended;
    }

    private void dropBegun() {
      if (!steps.isEmpty() && steps.get(steps.size() - 1).status() == Status.BEGUN) {
        steps.remove(steps.size() - 1);
      }
    }

    private synchronized boolean isRunning() {
      return report == null;
    }

    /** The steps that kept the work from beginning; empty when it has begun. */
    List<Step> refusal() {
      boolean hasAsked =
          asking.copy().completeOnTimeout(true, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      synchronized (this) {
        return hasAsked || report == null || report.isRight() ? List.of() : report.steps();
      }
    }

    /** How it is now, as the page gets it. */
    synchronized ObjectNode json() {
      Report ended = report;
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("id", id)
              .put("kind", kind)
              .put("store", store)
              .put("running", ended == null)
              .put("right", ended != null && ended.isRight())
              .put("changed", ended != null && ended.hasChanged());
      json.set("steps", StepJson.of(steps));
      return json;
    }
  }
}
