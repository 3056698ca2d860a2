package com.gorgiassmartrr.command;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * An output that never keeps a writer waiting. What is written is queued, and a thread of its own
 * passes it on; while the queue is full, lines are left out, and their number is logged once there
 * is room again. A pipe that nobody reads would else stop whoever logs, the event loop too.
 */
final class QueuedOutput extends OutputStream {
  /** Bytes that may wait: some thousand lines. */
  private static final int MOST_BYTES = 1024 * 1024;

  /** For so long further lines are waited for, to be passed on together. */
  private static final long TOGETHER_NANOS = 2_000_000;

  private final OutputStream destination;

  /** What waits; guards what else stands here. */
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  private int bytesUnderWay;
  private long lostLines;

  private QueuedOutput(OutputStream destination) {
    this.destination = destination;
    Thread writer = new Thread(this::passOn, "output");
    writer.setDaemon(true);
    writer.start();
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
    synchronized (waiting) {
      if (bytesUnderWay + waiting.size() + length > MOST_BYTES) {
        lostLines++;
        return;
      }
      if (waiting.size() == 0) {
        waiting.notifyAll();
      }
      waiting.write(bytes, offset, length);
    }
  }

  /**
   * Waits until all that was written has been passed on.
   *
   * @param patience how long at most; what is left then may be lost
   * @return whether nothing is left
   */
  boolean drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (waiting) {
      while (bytesUnderWay + waiting.size() > 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
          return false;
        }
        try {
          waiting.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  private void passOn() {
    try {
      while (true) {
        passOn(nextBytes());
        tellOfLost();
        LockSupport.parkNanos(TOGETHER_NANOS);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it; it ends with the process.
      Thread.currentThread().interrupt();
    }
  }

  private byte[] nextBytes() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.size() == 0) {
        waiting.wait();
      }
      byte[] bytes = waiting.toByteArray();
      bytesUnderWay = bytes.length;
      waiting.reset();
      return bytes;
    }
  }

  private void passOn(byte[] bytes) {
    try {
      destination.write(bytes);
      destination.flush();
    } catch (IOException e) {
      // Nobody is there to be told: the reader has gone.
    }
    synchronized (waiting) {
      bytesUnderWay = 0;
      waiting.notifyAll();
    }
  }

  private void tellOfLost() {
    long lost;
    synchronized (waiting) {
      if (waiting.size() > MOST_BYTES / 2) {
        return;
      }
      lost = lostLines;
      lostLines = 0;
    }
    if (lost > 0) {
      LoggerFactory.getLogger(QueuedOutput.class)
          .warn("{} lines are missing in this log: the output wasn't read for a while", lost);
    }
  }
}
