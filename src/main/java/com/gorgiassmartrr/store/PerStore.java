package com.gorgiassmartrr.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing of each store's own, such as its bulkhead: made when it is first asked for, gone when
 * its store is no longer served, and made anew once what it is based on has changed.
 */
public final class PerStore<T> {
  private final Stores stores;
  private final Function<String, T> make;
  private final ConcurrentMap<String, T> things = new ConcurrentHashMap<>();

  /**
   * Nothing yet, for these stores.
   *
   * @param basis what of a store its thing is made for, to be compared
   * @param make makes the thing for a store's name
   */
  public PerStore(Stores stores, Function<Store, ?> basis, Function<String, T> make) {
    this.stores = stores;
    this.make = make;
    stores.follow(
        (before, now) -> {
          if (before != null && (now == null || !basis.apply(before).equals(basis.apply(now)))) {
            things.remove(before.name());
          }
        });
  }

  /** Things that stay the same for as long as their store is served. */
  public PerStore(Stores stores, Function<String, T> make) {
    this(stores, Store::name, make);
  }

  /** The thing of a store that is served. */
  public T of(String store) {
    T thing = find(store);
    if (thing == null) {
      throw new IllegalArgumentException("There is no store named " + store);
    }
    return thing;
  }

  /** The thing of a store that was asked for before, or null; none is made. */
  public @Nullable T made(String store) {
    return things.get(store);
  }

  /** The thing of a store, or null when it isn't served. */
  public @Nullable T find(String store) {
    T thing = things.get(store);
    // Within the computation: a store that is removed meanwhile takes what is made here with it.
    return thing != null
        ? thing
        : things.computeIfAbsent(
            store, name -> stores.named(name) == null ? null : make.apply(name));
  }
}
