package com.gorgiassmartrr.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a sandbox keeps what outlives its process: both partners, the store's secret
 * and the ledger.
 *
 * <p>It is one sandbox's at a time. What it holds is used again only where that makes sense: within
 * a day, because the people's dates are counted from when they were seeded, and by a server that
 * knows how it is written. Everything else is a reason to begin afresh and never to fail.
 */
public final class SandboxFolder implements AutoCloseable {
  /** Raised when what is kept is written in another way, or means something else. */
  private static final int VERSION = 2;

  private static final Duration KEPT_FOR = Duration.ofDays(1);
  private static final String HEAD = "sandbox.json";
  private static final String SMARTRR = "smartrr.jsonl";
  private static final String GORGIAS = "gorgias.json";
  private static final String TOLD = "settings.properties";
  private static final String LEDGER = "ledger.db";
  private static final List<String> LEDGER_FILES =
      List.of(LEDGER, LEDGER + "-wal", LEDGER + "-shm");

  private static final Logger LOG = LoggerFactory.getLogger(SandboxFolder.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Clock clock;
  private final FileChannel lock;
  private final String whyTemporary;
  private Head head;
  private boolean isFresh;

  private record Head(int version, Instant started) {}

  private SandboxFolder(Path folder, Clock clock, FileChannel lock, String whyTemporary) {
    this.folder = folder;
    this.clock = clock;
    this.lock = lock;
    this.whyTemporary = whyTemporary;
    this.head = newHead();
    Optional<Head> found = read();
    if (found.isPresent()) {
      head = found.get();
    } else {
      beginAfresh();
    }
  }

  /**
   * Opens a folder, and makes it where there is none. Where another sandbox uses it, or it can't be
   * written, this is a temporary folder instead.
   */
  public static SandboxFolder open(Path wanted, Clock clock) {
    try {
      Files.createDirectories(wanted, ownersOnly(wanted));
      FileChannel lock = lock(wanted);
      return lock != null
          ? new SandboxFolder(wanted, clock, lock, "")
          : temporary(clock, "Another sandbox uses " + wanted);
    } catch (IOException | UncheckedIOException e) {
      return temporary(clock, wanted + " can't be written (" + e.getMessage() + ")");
    }
  }

  private static SandboxFolder temporary(Clock clock, String why) {
    try {
      Path folder = Files.createTempDirectory("gorgias-smartrr-sandbox");
      FileChannel lock = lock(folder);
      if (lock == null) {
        throw new IOException(folder + " is in use");
      }
      return new SandboxFolder(folder, clock, lock, why);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the folder for as long as the process lives, or returns null where it is taken. */
  private static @Nullable FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Taken by this very process.
    }
    channel.close();
    return null;
  }

  /** Whether nothing of an earlier sandbox is used. */
  public boolean isFresh() {
    return isFresh;
  }

  /** When the people were seeded. */
  public Instant started() {
    return head.started();
  }

  /** Why this isn't the folder that was asked for; empty where it is. */
  public String whyTemporary() {
    return whyTemporary;
  }

  /** The address of the ledger that belongs to this sandbox alone. */
  public String ledgerUrl() {
    return "jdbc:sqlite:" + folder.resolve(LEDGER);
  }

  /**
   * The folder with the settings of the sandbox's store, kept as connect keeps those of other
   * stores.
   */
  Path stores() {
    return folder.resolve("stores");
  }

  Path smartrr() {
    return folder.resolve(SMARTRR);
  }

  Path gorgias() {
    return folder.resolve(GORGIAS);
  }

  /**
   * Tells the commands of this machine what is different for the sandbox's store.
   *
   * @param own the settings of the sandbox's server
   * @param url where that is reached
   */
  void tellCommands(Settings own, String url) {
    Properties told = new Properties();
    for (String key : List.of("stores", "stores.folder", "smartrr.url")) {
      told.setProperty(key, own.find(key).orElse(""));
    }
    told.setProperty("public.url", url);
    try (Writer file = Files.newBufferedWriter(folder.resolve(TOLD))) {
      told.store(file, null);
    } catch (IOException e) {
      LOG.warn("The commands can't be told of the sandbox: {}", e.toString());
    }
  }

  /**
   * The settings for a command about the store of the sandbox that runs on this machine.
   *
   * @throws SettingException when none has run
   */
  public static Settings told(Settings given) {
    Path file = Path.of(given.get("sandbox.folder"), TOLD);
    Properties told = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      told.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(
          "There is no sandbox in "
              + given.get("sandbox.folder")
              + ": start the server without a store first.");
    }
    Map<String, String> settings = new HashMap<>();
    told.stringPropertyNames().forEach(key -> settings.put(key, told.getProperty(key)));
    return given.with(settings);
  }

  /** Removes what is kept, but for the store's settings. */
  void beginAfresh() {
    remove(List.of(HEAD, SMARTRR, GORGIAS));
    remove(LEDGER_FILES);
    seededAnew();
    isFresh = true;
  }

  private void remove(List<String> names) {
    try {
      for (String name : names) {
        Files.deleteIfExists(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes that the people were seeded just now. */
  void seededAnew() {
    head = newHead();
    Path next = folder.resolve(HEAD + ".next");
    try {
      Files.write(
          next,
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("version", VERSION)
                  .put("started", head.started().toString())));
      Files.move(
          next,
          folder.resolve(HEAD),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a ledger ready for this sandbox: of another one's presses there are none.
   *
   * @param url the ledger's address
   * @throws SettingException if it isn't in this folder and can't be used
   */
  public void prepareLedger(String url) {
    boolean isOurs = url.equals(ledgerUrl());
    if (!isOurs && !isFresh) {
      return;
    }
    try (Ledger ledger = Ledger.open(url, clock)) {
      if (isOurs) {
        ledger.forgetAccounts(Sandbox.STORE);
      } else {
        ledger.removeAll(Sandbox.STORE);
      }
    } catch (SettingException | LedgerUnavailable e) {
      if (!isOurs) {
        throw e;
      }
      LOG.warn("The sandbox's ledger can't be used and is made anew: {}", e.getMessage());
      remove(LEDGER_FILES);
    }
  }

  /** Gives the folder to others. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head of what an earlier sandbox kept; empty when it can't be used again. */
  private Optional<Head> read() {
    if (!Files.exists(smartrr()) || !Files.exists(gorgias())) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(folder.resolve(HEAD)));
      Head found =
          new Head(
              json.required("version").asInt(), Instant.parse(json.required("started").asText()));
      Duration age = Duration.between(found.started(), clock.instant());
      boolean isOfUse =
          found.version() == VERSION && !age.isNegative() && age.compareTo(KEPT_FOR) < 0;
      return isOfUse ? Optional.of(found) : Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private Head newHead() {
    return new Head(VERSION, clock.instant());
  }

  private static FileAttribute<?>[] ownersOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
