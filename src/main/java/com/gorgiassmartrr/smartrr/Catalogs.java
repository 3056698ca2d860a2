package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every store's catalog, read once and read anew in the background when it has grown old. A lookup
 * never fails because names can't be read.
 */
public final class Catalogs {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);

  /** After so long without a good read the names are no longer trusted. */
  private static final Duration KEEP = Duration.ofDays(1);

  /** So long Smartrr is left alone after it didn't tell the names. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final SmartrrCalls smartrr;
  private final Duration patience;

  /** By the store as it was configured: other settings may mean another Smartrr. */
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

  /** Reads a store's names ahead, so that its first lookup needn't wait for them. */
  public void readAhead(Store store) {
    of(store);
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
                smartrr.call(
                    store, "smartrr-list-products", Map.of("page", Integer.toString(page))));
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
