package com.gorgiassmartrr.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
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
  private final Set<Path> strays = new HashSet<>();

  /** The versions of the files in the folder at the last look, by their names. */
  private Map<String, String> seen = Map.of();

  /** The stores that were read without a mistake, by name. */
  private Map<String, Read> known = Map.of();

  private volatile String problem = "";

  private record Read(@Nullable String version, Store store) {}

  public ConfiguredStores(Settings settings) {
    this.settings = settings;
    this.files = StoreFiles.of(settings);
  }

  /**
   * Reads all stores. A store whose file has a mistake is left out when other stores are served;
   * {@link #problem()} says what is wrong.
   *
   * @return none when none is configured; then the sandbox runs
   * @throws SettingException when a store that the settings name has a mistake, or every store has;
   *     its message says which
   */
  public synchronized List<Store> read() {
    StoreFiles.Found found = look();
    seen = versions(found);
    List<Store> stores = new ArrayList<>();
    List<String> problems = misnamed(found);
    List<String> named = Stores.names(settings);
    readAll(
        found,
        stores,
        (name, mistake) -> {
          if (named.contains(name)) {
            throw mistake;
          }
          problems.add(mistake.getMessage());
        });
    if (stores.isEmpty() && !problems.isEmpty()) {
      throw new SettingException(String.join(" ", problems));
    }
    report(String.join(" ", problems));
    return stores;
  }

  /** Reads each store, but for those whose file is as it was when it was read. */
  private void readAll(
      StoreFiles.Found found, List<Store> stores, BiConsumer<String, SettingException> otherwise) {
    Map<String, Read> before = known;
    known = new HashMap<>();
    for (String name : names(found)) {
      String version = seen.get(name);
      Read read = before.get(name);
      try {
        if (read == null || !Objects.equals(read.version(), version)) {
          Map<String, String> kept = files.read(name);
          SettingsCheck.lookAtFile(files.path(name), Stores.prefix(name), kept.keySet());
          read = new Read(version, Stores.read(name, settings.over(kept), kept.keySet()));
        }
        known.put(name, read);
        stores.add(read.store());
      } catch (SettingException e) {
        otherwise.accept(name, e);
      }
    }
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
      StoreFiles.Found found = look();
      Map<String, String> now = versions(found);
      // A mistake may end without a change of a file, as when the right to read it is given.
      if (now.equals(seen) && problem.isEmpty()) {
        return;
      }
      seen = now;
      List<Store> next = new ArrayList<>();
      List<String> problems = misnamed(found);
      readAll(
          found,
          next,
          (name, mistake) -> {
            problems.add(mistake.getMessage());
            Store before = stores.named(name);
            if (before != null) {
              next.add(before);
            }
          });
      announce(stores, next);
      stores.replaceAll(next);
      report(String.join(" ", problems));
    } catch (SettingException e) {
      report(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Whatever it is, the next look may be better, and a timer doesn't go on after an exception.
      report(String.valueOf(e));
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

  /** The mistakes in the files, in words; empty when there are none. */
  public String problem() {
    return problem;
  }

  /** Empty {@code STORES} in the environment asks for the sandbox, whatever the files say. */
  private StoreFiles.Found look() {
    if (Stores.names(settings).isEmpty() && settings.isInEnvironment("stores")) {
      return StoreFiles.Found.nothing();
    }
    StoreFiles.Found found = files.look();
    for (Path stray : found.strays()) {
      if (strays.add(stray)) {
        LOG.warn("{} is left alone: it is named like no store's file", stray);
      }
    }
    return found;
  }

  private Set<String> names(StoreFiles.Found found) {
    Set<String> names = new LinkedHashSet<>(Stores.names(settings));
    names.forEach(Stores::checkName);
    names.addAll(found.stores().keySet());
    return names;
  }

  private static List<String> misnamed(StoreFiles.Found found) {
    List<String> problems = new ArrayList<>();
    for (Path file : found.misnamed()) {
      problems.add(
          file
              + ": '"
              + StoreFiles.name(file)
              + "' is not a name; use lower-case letters, digits and hyphens.");
    }
    return problems;
  }

  /** The version of each file, by which a change is noticed: a changed file is a new file. */
  private static Map<String, String> versions(StoreFiles.Found found) {
    Map<String, String> versions = new TreeMap<>();
    found.stores().forEach((name, file) -> versions.put(name, version(file)));
    found.misnamed().forEach(file -> versions.put(file.toString(), ""));
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
