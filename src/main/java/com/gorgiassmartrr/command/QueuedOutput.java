package com.gorgiassmartrr.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * An output that never keeps a writer waiting. What is written is queued, and a thread of its own
 * passes it on; while the queue is full, lines are left out, and their number is logged once there
 * is room again. A pipe that nobody reads would else stop whoever logs, the event loop too.
 */
final class QueuedOutput extends OutputStream {
  /** Bytes that may wait: some thousand lines. */
  private static final int MOST_BYTES = 1024 * 1024;

  private final OutputStream destination;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "output");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore room = new Semaphore(MOST_BYTES);
  private final AtomicLong lostLines = new AtomicLong();

  private QueuedOutput(OutputStream destination) {
    this.destination = destination;
  }

  /** Passes on to a destination what is written from now on. */
  static QueuedOutput to(OutputStream destination) {
    return new QueuedOutput(destination);
  }

  /** Has all that is printed to the standard output go through a queue. */
  static QueuedOutput ofStandardOutput() {
    QueuedOutput output = to(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(output, true, charset("stdout.encoding")));
    return output;
  }

  /** Has all that is printed to the standard error go through a queue. */
  static QueuedOutput ofStandardError() {
    QueuedOutput output = to(new FileOutputStream(FileDescriptor.err));
    System.setErr(new PrintStream(output, true, charset("stderr.encoding")));
    return output;
  }

  /** The one that the JVM has chosen; the name of its property depends on the version. */
  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("sun." + property));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (room.tryAcquire(length)) {
      byte[] line = Arrays.copyOfRange(bytes, offset, offset + length);
      writer.execute(() -> passOn(line));
    } else {
      lostLines.incrementAndGet();
    }
  }

  /**
   * Waits until all that was written has been passed on.
   *
   * @param patience how long at most; what is left then may be lost
   * @return whether nothing is left
   */
  boolean drain(Duration patience) {
    try {
      writer.submit(() -> {}).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing is done, so nothing fails", e);
    }
  }

  private void passOn(byte[] line) {
    try {
      destination.write(line);
      destination.flush();
    } catch (IOException e) {
      // Nobody is there to be told: the reader has gone.
    }
    room.release(line.length);
    if (room.availablePermits() > MOST_BYTES / 2) {
      long lost = lostLines.getAndSet(0);
      if (lost > 0) {
        LoggerFactory.getLogger(QueuedOutput.class)
            .warn("{} lines are missing in this log: the output wasn't read for a while", lost);
      }
    }
  }
}
