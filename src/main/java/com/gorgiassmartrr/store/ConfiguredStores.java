package com.gorgiassmartrr.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that are configured: by the settings, which are read once, and by the files that
 * connect keeps, which are looked at again and again while the server runs.
 *
 * <p>For each setting of a store the environment wins over the store's file, and that over {@code
 * application.properties}.
 */
public final class ConfiguredStores {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredStores.class);

  private final Settings settings;
  private final StoreFiles files;
  private Map<String, String> seen = Map.of();
  private volatile String problem = "";

  public ConfiguredStores(Settings settings) {
    this.settings = settings;
    this.files = StoreFiles.of(settings);
  }

  /**
   * Reads all stores.
   *
   * @return none when none is configured; then the sandbox runs
   * @throws SettingException when a setting is missing or can't be right; its message says which
   */
  public List<Store> read() {
    seen = versions();
    List<Store> stores = new ArrayList<>();
    for (String name : names()) {
      stores.add(Stores.read(name, of(name)));
    }
    return stores;
  }

  /** Every setting, with a store's own from its file. */
  public Settings of(String store) {
    return settings.over(files.read(store));
  }

  /**
   * Takes up what has changed in the files. A store whose file has a mistake is served as it was;
   * {@link #problem()} says what is wrong.
   */
  public synchronized void refresh(Stores stores) {
    try {
      Map<String, String> now = versions();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      List<Store> next = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      for (String name : names()) {
        try {
          next.add(Stores.read(name, of(name)));
        } catch (SettingException e) {
          problems.add(e.getMessage());
          Store before = stores.named(name);
          if (before != null) {
            next.add(before);
          }
        }
      }
      announce(stores, next);
      stores.replaceAll(next);
      report(String.join(" ", problems));
    } catch (SettingException e) {
      report(String.valueOf(e.getMessage()));
    }
  }

  private static void announce(Stores stores, List<Store> next) {
    Map<String, Store> before = new TreeMap<>();
    stores.all().forEach(store -> before.put(store.name(), store));
    for (Store store : next) {
      Store old = before.remove(store.name());
      if (!store.equals(old)) {
        LOG.info("{}: the store is {}", store.name(), old == null ? "added" : "set anew");
      }
    }
    before.keySet().forEach(name -> LOG.info("{}: the store is served no longer", name));
  }

  private void report(String now) {
    if (!now.equals(problem)) {
      problem = now;
      if (!now.isEmpty()) {
        LOG.error("Not all that the stores' files say is in force: {}", now);
      }
    }
  }

  /** What is wrong with the files; empty when nothing is. */
  public String problem() {
    return problem;
  }

  /** Empty {@code STORES} in the environment asks for the sandbox, whatever the files say. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>(Stores.names(settings));
    if (!names.isEmpty() || !settings.isInEnvironment("stores")) {
      names.addAll(files.list().keySet());
    }
    names.forEach(Stores::checkName);
    return names;
  }

  /** What tells one version of a file from another: a new one is a new file. */
  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    files.list().forEach((name, file) -> versions.put(name, version(file)));
    return versions;
  }

  private static String version(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
    } catch (IOException e) {
      return "gone";
    }
  }
}
