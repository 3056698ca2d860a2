package com.gorgiassmartrr.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
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
  private final Queue<byte[]> queue = new ArrayDeque<>();
  private int waitingBytes;
  private long lostLines;

  private QueuedOutput(OutputStream destination) {
    this.destination = destination;
  }

  /** Passes on to a destination what is written from now on. */
  static QueuedOutput to(OutputStream destination) {
    QueuedOutput output = new QueuedOutput(destination);
    Thread writer = new Thread(output::passOn, "output");
    writer.setDaemon(true);
    writer.start();
    return output;
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
    synchronized (queue) {
      if (waitingBytes + length > MOST_BYTES) {
        lostLines++;
        return;
      }
      queue.add(Arrays.copyOfRange(bytes, offset, offset + length));
      waitingBytes += length;
      queue.notifyAll();
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
    synchronized (queue) {
      try {
        while (waitingBytes > 0) {
          long left = end - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          TimeUnit.NANOSECONDS.timedWait(queue, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return waitingBytes == 0;
    }
  }

  private void passOn() {
    try {
      while (true) {
        byte[] next = next();
        try {
          destination.write(next);
          destination.flush();
        } catch (IOException e) {
          // Nobody is there to be told: the reader has gone.
        }
        long lost = passedOn(next.length);
        if (lost > 0) {
          LoggerFactory.getLogger(QueuedOutput.class)
              .warn("{} lines are missing in this log: the output wasn't read for a while", lost);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] next() throws InterruptedException {
    synchronized (queue) {
      while (true) {
        byte[] next = queue.poll();
        if (next != null) {
          return next;
        }
        queue.wait();
      }
    }
  }

  /** How many lines are missing, once there is room to say so; else 0. */
  private long passedOn(int bytes) {
    synchronized (queue) {
      waitingBytes -= bytes;
      queue.notifyAll();
      long lost = waitingBytes < MOST_BYTES / 2 ? lostLines : 0;
      lostLines -= lost;
      return lost;
    }
  }
}
