package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the settings of a store are kept, so that the server reads them. */
public interface SettingsKeeper {
  /** The name of a store where none is named. */
  default String usualStore() {
    return "default";
  }

  /** Every setting as it is in force without what is kept of the store. */
  Settings others(String store);

  /** What is kept of a store, by whole keys. */
  Map<String, String> kept(String store);

  /**
   * Keeps these settings of a store, in place of those that were kept before.
   *
   * @throws SettingException when it can't; what was kept before still is
   */
  void keep(String store, Map<String, String> settings);

  /**
   * Keeps nothing of a store any more.
   *
   * @return whether anything was kept
   * @throws SettingException when it can't
   */
  boolean forget(String store);

  /** Every setting as it is in force. */
  default Settings current(String store) {
    return others(store).over(kept(store));
  }

  /** Whether anything of a store is configured, be it kept or not. */
  default boolean isConfigured(String store) {
    Settings current = current(store);
    String prefix = Stores.prefix(store);
    return current.find(prefix + "smartrr.token").isPresent()
        || current.find(prefix + "gorgias.api-key").isPresent();
  }

  /** The names of the stores that are there, as far as they are known. */
  default List<String> names() {
    return List.of();
  }

  /** Where a store's settings are kept, for a person. */
  String place(String store);

  /** Whether the running server takes up by itself what is kept. */
  boolean takesEffect();

  /** Why a store can't be served yet, although it is kept; empty where it can. */
  default String later(String store) {
    return "";
  }

  /**
   * Keeps others from connecting at the same time.
   *
   * @return what ends that; null when somebody else is at it
   */
  @Nullable Turn turn();

  /** The time for which nobody else connects. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }
}
