package com.gorgiassmartrr.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells whether another server uses a ledger's file, by a lock of the operating system on a file
 * beside it. The operating system gives the lock back when the process ends, however it ends.
 *
 * <p>Each server holds a shared lock for as long as it works. A server that gets the exclusive lock
 * at its start knows that no other server lives. Such locks belong to a process and not to a
 * channel, so servers in one process share one lock.
 */
final class FileUse implements AutoCloseable {
  private static final Map<Path, FileUse> USED = new HashMap<>();

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path file;
  private final FileChannel channel;
  private int users = 1;

  private FileUse(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Work that is done while no other server can begin to use the file. */
  interface Work {
    void run();
  }

  /**
   * Uses a ledger's file until the use is closed.
   *
   * @param ifAlone the work that is done first, if no other server uses the file
   * @throws IOException if the file system has no locks
   * @throws LedgerUnavailable if another server has the file to itself for too long
   */
  static synchronized FileUse begin(Path ledger, Work ifAlone) throws IOException {
    Path file = ledger.resolveSibling(ledger.getFileName() + "-lock");
    FileUse used = USED.get(file);
    if (used != null) {
      used.users++;
      return used;
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean isShared = false;
    try {
      try (FileLock alone = channel.tryLock()) {
        if (alone != null) {
          ifAlone.run();
        }
      }
      // Another server that starts at this moment may free everything: this one holds nothing yet.
      isShared = share(channel);
    } catch (OverlappingFileLockException e) {
      throw new IOException("Another lock of this process is on " + file, e);
    } finally {
      if (!isShared) {
        channel.close();
      }
    }
    if (!isShared) {
      throw new LedgerUnavailable(
          "The ledger's file " + ledger + " is locked by another server.", null, false);
    }
    FileUse use = new FileUse(file, channel);
    USED.put(file, use);
    return use;
  }

  /**
   * Takes the shared lock. The call waits while another server that starts has the file to itself.
   */
  private static boolean share(FileChannel channel) throws IOException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    synchronized (FileUse.class) {
      users--;
      if (users == 0) {
        USED.remove(file);
        channel.close();
      }
    }
  }
}
