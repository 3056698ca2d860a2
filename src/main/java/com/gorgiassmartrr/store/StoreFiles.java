package com.gorgiassmartrr.store;

import com.gorgiassmartrr.file.PropertiesFile;
import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.file.UnreadableFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that connect keeps, one for each store, named {@code NAME.properties}: that store's
 * settings, secrets among them. Only their owner can read them. A file is replaced as a whole, so
 * that whoever reads it gets the one version or the other.
 */
public final class StoreFiles {
  private static final String SUFFIX = ".properties";

  private final Path folder;

  /** The files of a folder, which needn't be there. */
  public StoreFiles(Path folder) {
    this.folder = folder;
  }

  /** The files of the folder that the settings name. */
  public static StoreFiles of(Settings settings) {
    return new StoreFiles(Path.of(settings.get("stores.folder")));
  }

  /** The path of the file with a store's settings. The file needn't exist. */
  public Path path(String store) {
    return folder.resolve(store + SUFFIX);
  }

  /**
   * The files in the folder.
   *
   * @param stores the files that can be a store's, by its name
   * @param misnamed those whose name would be a store's in lower-case letters
   * @param strays what is named like none, such as {@code acme copy.properties}, and folders
   */
  record Found(SortedMap<String, Path> stores, List<Path> misnamed, List<Path> strays) {
    static Found nothing() {
      return new Found(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * The files that are there, by the name of their store.
   *
   * @throws SettingException when the folder can't be read
   */
  SortedMap<String, Path> list() {
    return look().stores();
  }

  /**
   * Looks at what is in the folder.
   *
   * @throws SettingException when the folder can't be read
   */
  Found look() {
    Found found = Found.nothing();
    // What begins with a dot is a version that was being written when something stopped it.
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + SUFFIX)) {
      files.forEach(file -> sort(file, found));
    } catch (NoSuchFileException e) {
      return found;
    } catch (DirectoryIteratorException e) {
      throw unusable(folder, "read", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unusable(folder, "read", e);
    }
    return found;
  }

  /** The name of a file, without its ending. */
  static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - SUFFIX.length());
  }

  private static void sort(Path file, Found found) {
    String name = name(file);
    if (Files.isDirectory(file)) {
      found.strays().add(file);
    } else if (Stores.isName(name)) {
      found.stores().put(name, file);
    } else if (Stores.isName(name.toLowerCase(Locale.ROOT))) {
      found.misnamed().add(file);
    } else {
      found.strays().add(file);
    }
  }

  /** The names of the stores that have a file. */
  public Set<String> names() {
    return list().keySet();
  }

  /**
   * A store's settings, by their whole keys; none where there is no file.
   *
   * @throws SettingException when the file can't be read, or holds something else
   */
  public Map<String, String> read(String store) {
    Path file = path(store);
    Map<String, String> settings;
    try {
      settings = PropertiesFile.read(file).values();
    } catch (UnreadableFile e) {
      if (e.isGone() && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Map.of();
      }
      throw new SettingException(String.valueOf(e.getMessage()));
    }
    for (String key : settings.keySet()) {
      if (!key.startsWith(Stores.prefix(store))) {
        throw new SettingException(
            file + ": '" + key + "' is no setting of the store " + store + ".");
      }
    }
    return settings;
  }

  /**
   * Replaces a store's settings; they are on the disk when this returns.
   *
   * @param settings by their whole keys
   * @throws SettingException when they can't be written; what was there before is still there
   */
  public void write(String store, Map<String, String> settings) {
    Path file = path(store);
    Path next = folder.resolve("." + store + SUFFIX);
    try {
      createFolder();
      // A file that a killed process left behind may be another user's.
      Files.deleteIfExists(next);
      try (FileChannel channel =
          FileChannel.open(
              next,
              EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              owner("rw-------"))) {
        Channels.newOutputStream(channel).write(text(settings).getBytes(StandardCharsets.UTF_8));
        channel.force(true);
      }
      move(next, file);
      settle(folder);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(next);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw unusable(file, "written", e);
    }
  }

  /**
   * Removes a store's settings.
   *
   * @return whether there were any
   * @throws SettingException when they can't be removed
   */
  public boolean remove(String store) {
    try {
      boolean removed = Files.deleteIfExists(path(store));
      if (removed) {
        settle(folder);
      }
      return removed;
    } catch (IOException e) {
      throw unusable(path(store), "removed", e);
    }
  }

  /**
   * A lock that keeps other processes from changing the files. It ends with this process at the
   * latest.
   */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new SettingException("The lock on the stores' files can't be given back.");
      }
    }
  }

  /**
   * Locks the files for whoever changes them; reading goes on.
   *
   * @return null when somebody else has them locked
   * @throws SettingException when the folder can't be written to
   */
  public @Nullable Lock lock() {
    Path file = folder.resolve(".lock");
    try {
      createFolder();
      FileChannel channel =
          FileChannel.open(
              file,
              EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
              owner("rw-------"));
      boolean locked = false;
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // This process has it.
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      return locked ? new Lock(channel) : null;
    } catch (IOException e) {
      throw unusable(file, "written", e);
    }
  }

  private void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, owner("rwx------"));
    }
  }

  private FileAttribute<?>[] owner(String permissions) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String text(Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    StringWriter written = new StringWriter();
    properties.store(written, null);
    StringBuilder text =
        new StringBuilder("# Kept by connect. It holds secrets: leave it to its owner alone.\n");
    written
        .toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Has the folder's list of names on the disk, too, where a folder can be opened for that. */
  private static void settle(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    } catch (FileSystemException e) {
      return;
    }
  }

  private static SettingException unusable(Path file, String verb, IOException e) {
    return new SettingException(file + " can't be " + verb + ": " + TextFile.why(file, e));
  }
}
