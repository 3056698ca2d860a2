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
 * Writes SQLite's native library into a folder, and loads it from there. That folder must be
 * writable, and libraries must be allowed to be loaded from it, which isn't so for every system's
 * temporary folder.
 */
final class SqliteLibrary {
  /** The driver's own property for the folder; it is respected where it is set. */
  private static final String FOLDER = "org.sqlite.tmpdir";

  /** The driver's own property for the folder of a library that is written out already. */
  private static final String WRITTEN_OUT = "org.sqlite.lib.path";

  private static boolean isLoaded;

  private SqliteLibrary() {}

  /**
   * Loads the library once, from the temporary folder or else from a folder beside the ledger, and
   * leaves no file behind.
   *
   * @throws SettingException when the library can be loaded from neither folder; the message says
   *     what to do
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
      // A loaded library no longer needs its file. If the file stayed to the end of the process,
      // each killed process would leave one behind.
      remove(folder);
    }
  }

  /**
   * Writes the library into a folder. The driver could do so, but it reads its copy again byte by
   * byte, which takes a twelfth of the server's start. Where writing fails here, the driver tries
   * it.
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
      // Half a library can't be loaded; the driver then writes it once more, and says what is
      // wrong.
    }
  }

  /**
   * Asks the driver's loader, because a connection that fails would keep the driver from ever
   * trying again.
   */
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
      // The driver removes its files when the process ends in order.
    }
  }
}
