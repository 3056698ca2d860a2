package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.store.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every store's catalog, read once and read anew in the background when it has grown old. A lookup
 * never fails because names can't be read.
 */
public final class Catalogs {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);

  /** How long names are trusted without a good read. */
  private static final Duration KEEP = Duration.ofDays(1);

  /** How long Smartrr is left alone after it didn't tell the names. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  /** The number of stores for which names are read ahead at once. */
  private static final int AHEAD_AT_ONCE = 2;

  /**
   * How long a store's turn is. Then the next store has its turn, so that a store that hangs keeps
   * no other one waiting.
   */
  private static final Duration TURN = Duration.ofSeconds(1);

  /**
   * How many names are kept in all, some ten megabytes. Beyond that, the names of the stores that
   * are asked for least are dropped.
   */
  private static final long MOST_NAMES = 100_000;

  private final SmartrrCalls smartrr;
  private final Duration patience;

  /** The stores whose names are to be read ahead; guards how many are being read. */
  private final Queue<Store> ahead = new ArrayDeque<>();

  private int readingAhead;

  /** The catalogs, by the store as it was configured: other settings may mean another Smartrr. */
  private final AsyncLoadingCache<Store, Catalog> byStore;

  /**
   * Catalogs that read by these calls.
   *
   * @param fresh how old a catalog may be before it is read anew
   * @param patience how long a lookup waits for names before it goes on without them
   */
  public Catalogs(SmartrrCalls smartrr, Duration fresh, Duration patience, Ticker ticker) {
    this.smartrr = smartrr;
    this.patience = patience;
    this.byStore =
        Caffeine.newBuilder()
            .ticker(ticker)
            .refreshAfterWrite(fresh)
            .maximumWeight(MOST_NAMES)
            // A single store's are kept, however many they are.
            .weigher(
                (Store store, Catalog catalog) -> (int) Math.min(catalog.size(), MOST_NAMES / 4))
            .expireAfter(
                Expiry.<Store, Catalog>writing((store, catalog) -> catalog.known() ? KEEP : RETRY))
            .buildAsync(
                new AsyncCacheLoader<>() {
                  @Override
                  public CompletableFuture<Catalog> asyncLoad(Store store, Executor executor) {
                    return read(store).exceptionally(failure -> Catalog.UNKNOWN);
                  }

                  @Override
                  public CompletableFuture<Catalog> asyncReload(
                      Store store, Catalog old, Executor executor) {
                    return read(store).exceptionally(failure -> old);
                  }
                });
  }

  /**
   * Reads a store's names ahead, so that its first lookup needn't wait for them. Stores take turns,
   * because a thousand at once would keep all of them waiting. A lookup that comes before its
   * store's turn reads the names itself.
   */
  public void readAhead(Store store) {
    synchronized (ahead) {
      ahead.add(store);
      if (readingAhead == AHEAD_AT_ONCE) {
        return;
      }
      readingAhead++;
    }
    readAheadOn();
  }

  /** Reads no further names ahead: the server stops. */
  public void stopReadingAhead() {
    synchronized (ahead) {
      ahead.clear();
    }
  }

  private void readAheadOn() {
    for (Store next = nextAhead(); next != null; next = nextAhead()) {
      CompletableFuture<Catalog> reading = begun(next);
      if (!reading.isDone()) {
        reading.whenComplete((catalog, failure) -> readAheadOn());
        return;
      }
    }
  }

  /** The next store in line; null where there is none, and then one fewer reads ahead. */
  private @Nullable Store nextAhead() {
    synchronized (ahead) {
      Store next = ahead.poll();
      if (next == null) {
        readingAhead--;
      }
      return next;
    }
  }

  /** Done once a store's names were read, or keep the others waiting for too long. */
  private CompletableFuture<Catalog> begun(Store store) {
    try {
      return byStore
          .get(store)
          .copy()
          .completeOnTimeout(Catalog.UNKNOWN, TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      LOG.debug("{}: its names aren't read ahead", store.name(), e);
      return CompletableFuture.completedFuture(Catalog.UNKNOWN);
    }
  }

  /** The store's catalog, or {@link Catalog#UNKNOWN} where it can't be had in time. */
  CompletableFuture<Catalog> of(Store store) {
    return byStore
        .get(store)
        .copy()
        .completeOnTimeout(Catalog.UNKNOWN, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Catalog> read(Store store) {
    CompletableFuture<JsonNode> programs = smartrr.call(store, "smartrr-list-programs", Map.of());
    CompletableFuture<List<JsonNode>> products =
        Pages.readSome(
            page ->
                smartrr
                    .call(store, "smartrr-list-products", Map.of("page", Integer.toString(page)))
                    .thenApply(Catalog::namesOnly));
    return programs
        .thenCombine(products, Catalog::of)
        .whenComplete(
            (catalog, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "{}: product and plan names can't be read: {}",
                    store.name(),
                    failure.getMessage());
              }
            });
  }
}
