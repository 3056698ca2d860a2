package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, which is written into a folder and loaded from there. The folder has to
 * be one that can be written and that libraries may be loaded from, which the system's temporary
 * one isn't everywhere.
 */
final class SqliteLibrary {
  /** The driver's own property; whoever sets it knows a good folder. */
  private static final String FOLDER = "org.sqlite.tmpdir";

  /** The driver's own property: the folder of a library that is written out already. */
  private static final String WRITTEN_OUT = "org.sqlite.lib.path";

  private static boolean isLoaded;

  private SqliteLibrary() {}

  /**
   * Loads the library, unless it is loaded; from the temporary folder, or else from beside the
   * ledger. It leaves no file behind.
   *
   * @throws SettingException when it can be loaded from neither; its message tells the way out
   */
  static synchronized void load(Path ledgerFolder) {
    if (isLoaded) {
      return;
    }
    String given = System.getProperty(FOLDER);
    if (given != null) {
      if (!isLoadedNow()) {
        throw refused(given + ", which -D" + FOLDER + " names, isn't a folder");
      }
    } else {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
      if (Stream.of(temporary, ledgerFolder).noneMatch(SqliteLibrary::isLoadedFrom)) {
        throw refused("neither " + temporary + " nor " + ledgerFolder + " is a folder");
      }
    }
    isLoaded = true;
  }

  private static SettingException refused(String which) {
    return new SettingException(
        "ledger.url: SQLite's library can't be loaded, for "
            + which
            + " that can be written and run from (mounted noexec or read-only, or full?); give the"
            + " JVM one that can, with -D"
            + FOLDER
            + "=FOLDER.");
  }

  private static boolean isLoadedFrom(Path parent) {
    Path folder;
    try {
      folder = Files.createTempDirectory(parent, "sqlite");
    } catch (IOException e) {
      return false;
    }
    System.setProperty(FOLDER, folder.toString());
    System.setProperty(WRITTEN_OUT, folder.toString());
    try {
      writeInto(folder);
      return isLoadedNow();
    } finally {
      System.clearProperty(FOLDER);
      System.clearProperty(WRITTEN_OUT);
      // What is loaded needs its file no longer; left to the end of the process, each that is
      // killed would leave one behind.
      remove(folder);
    }
  }

  /**
   * Writes the library into a folder, for a driver that reads it again byte by byte where it does
   * so itself, which is a twelfth of the server's start. What fails here, the driver does.
   */
  private static void writeInto(Path folder) {
    String name = LibraryLoaderUtil.getNativeLibName();
    try (InputStream library =
        SQLiteJDBCLoader.class.getResourceAsStream(
            LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
      if (library != null) {
        Files.copy(library, folder.resolve(name));
      }
    } catch (IOException e) {
      // A half of it can't be loaded; then the driver writes it once more, and tells what is wrong.
    }
  }

  /** Not by opening a connection: of that the driver makes one attempt only. */
  private static boolean isLoadedNow() {
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      return false;
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      // Left to the driver, which removes its files when the process ends in order.
    }
  }
}
