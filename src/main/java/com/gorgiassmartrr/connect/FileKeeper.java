package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keeps the settings of stores in their files, where the server looks for them. */
public final class FileKeeper implements SettingsKeeper {
  private final Settings settings;
  private final StoreFiles files;
  private final Runnable onChange;

  /** A keeper for a server that looks at the files by itself. */
  public FileKeeper(Settings settings) {
    this(settings, () -> {});
  }

  /**
   * A keeper for this process's own server.
   *
   * @param onChange has the server look at the files, once they have changed
   */
  public FileKeeper(Settings settings, Runnable onChange) {
    this.settings = settings;
    this.files = StoreFiles.of(settings);
    this.onChange = onChange;
  }

  @Override
  public Settings others(String store) {
    return settings;
  }

  @Override
  public Map<String, String> kept(String store) {
    return files.read(store);
  }

  @Override
  public void keep(String store, Map<String, String> values) {
    files.write(store, values);
    onChange.run();
  }

  @Override
  public boolean forget(String store) {
    boolean removed = files.remove(store);
    onChange.run();
    return removed;
  }

  @Override
  public List<String> names() {
    Set<String> names = new TreeSet<>(Stores.names(settings));
    names.addAll(files.names());
    return List.copyOf(names);
  }

  @Override
  public String place(String store) {
    return files.path(store).toString();
  }

  @Override
  public boolean takesEffect() {
    return true;
  }

  @Override
  public @Nullable Turn turn() {
    StoreFiles.Lock lock = files.lock();
    return lock == null ? null : lock::close;
  }
}
