package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
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
  private final Stores stores;
  private final Duration patience;
  private final AsyncLoadingCache<String, Catalog> byStore;

  /**
   * Catalogs that read by these calls.
   *
   * @param fresh how old a catalog may be before it is read anew
   * @param patience how long a lookup waits for names before it goes on without them
   */
  public Catalogs(
      SmartrrCalls smartrr, Stores stores, Duration fresh, Duration patience, Ticker ticker) {
    this.smartrr = smartrr;
    this.stores = stores;
    this.patience = patience;
    this.byStore =
        Caffeine.newBuilder()
            .ticker(ticker)
            .refreshAfterWrite(fresh)
            .expireAfter(
                Expiry.<String, Catalog>writing((name, catalog) -> catalog.known() ? KEEP : RETRY))
            .buildAsync(
                new AsyncCacheLoader<>() {
                  @Override
                  public CompletableFuture<Catalog> asyncLoad(String name, Executor executor) {
                    return read(stores.get(name)).exceptionally(failure -> Catalog.UNKNOWN);
                  }

                  @Override
                  public CompletableFuture<Catalog> asyncReload(
                      String name, Catalog old, Executor executor) {
                    return read(stores.get(name)).exceptionally(failure -> old);
                  }
                });
  }

  /** Reads every store's names ahead, so that the first lookup needn't wait for them. */
  public void readAhead() {
    stores.all().forEach(store -> of(store));
  }

  /** The store's catalog, or {@link Catalog#UNKNOWN} where it can't be had in time. */
  CompletableFuture<Catalog> of(Store store) {
    return byStore
        .get(store.name())
        .copy()
        .completeOnTimeout(Catalog.UNKNOWN, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Catalog> read(Store store) {
    CompletableFuture<JsonNode> programs = smartrr.call(store, "smartrr-list-programs", Map.of());
    CompletableFuture<List<JsonNode>> products =
        Pages.read(
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
