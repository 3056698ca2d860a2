package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nothing, but collects what a person is to set in the environment of the server. The
 * settings that are in force are those of this process's environment and files.
 */
public final class PrintedSettings implements SettingsKeeper {
  private final Settings settings;
  private final StoreFiles files;
  private Map<String, String> lines = Map.of();

  public PrintedSettings(Settings settings) {
    this.settings = settings;
    this.files = StoreFiles.of(settings);
  }

  @Override
  public Settings others(String store) {
    return settings.over(files.read(store));
  }

  @Override
  public Map<String, String> kept(String store) {
    return Map.of();
  }

  @Override
  public void keep(String store, Map<String, String> values) {
    lines = new TreeMap<>(values);
  }

  /** What is to be set, by whole keys; nothing when all of it is in force. */
  public Map<String, String> lines() {
    return lines;
  }

  @Override
  public boolean forget(String store) {
    return false;
  }

  @Override
  public String place(String store) {
    return "the lines that are printed for the environment";
  }

  @Override
  public boolean takesEffect() {
    return false;
  }

  @Override
  public @Nullable Turn turn() {
    return () -> {};
  }
}
