package com.gorgiassmartrr.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Many callers on one thread, each with a connection of its own that is kept open and carries one
 * request at a time.
 */
final class Load implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long SHORT_PAUSE_NANOS = 50_000;

  private final InetSocketAddress address;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private int underWay;

  /**
   * A request, and where its time goes.
   *
   * @param samples takes the time of right answers
   * @param wrong takes the time of all others
   */
  record Kind(Predicate<Answer> isRight, Samples samples, Samples wrong) {
    /** A kind whose answers are right when they are 200 and pass. */
    static Kind of(Predicate<Answer> isRight) {
      return new Kind(
          answer -> answer.status() == 200 && isRight.test(answer), new Samples(), new Samples());
    }

    /** Fails when an answer was wrong: what was measured would be worth nothing. */
    void requireRight() {
      if (wrong.size() > 0) {
        throw new IllegalStateException(
            wrong.size() + " of " + (wrong.size() + samples.size()) + " answers were wrong");
      }
    }
  }

  /**
   * A request at a set time.
   *
   * @param at nanoseconds after the beginning
   */
  record Shot(long at, byte[] request, Kind kind) {}

  Load(int port, int connections) throws IOException {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      connect();
    }
  }

  private void connect() throws IOException {
    Connection connection = new Connection();
    connections.add(connection);
    idle.add(connection);
  }

  /** Every connection asks as fast as it is answered; returns the right answers a second. */
  double asFastAsItGoes(Supplier<byte[]> requests, Kind kind, double seconds) throws IOException {
    long began = System.nanoTime();
    long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    int before = kind.samples().size();
    List<Connection> all = List.copyOf(idle);
    idle.clear();
    for (Connection connection : all) {
      connection.send(requests.get(), kind, System.nanoTime());
    }
    long now = began;
    while (now < until) {
      selector.select(key -> answered(key, requests, kind), 100);
      now = System.nanoTime();
    }
    double rate =
        (kind.samples().size() - before) * (double) TimeUnit.SECONDS.toNanos(1) / (now - began);
    finish(now + PATIENCE_NANOS);
    return rate;
  }

  private void answered(SelectionKey key, Supplier<byte[]> requests, Kind kind) {
    Connection connection = (Connection) key.attachment();
    if (connection.receive()) {
      connection.send(requests.get(), kind, System.nanoTime());
    }
  }

  /** Sends every request at its time, on a new connection where all others are waiting. */
  void atSetTimes(List<Shot> shots) throws IOException {
    long began = System.nanoTime();
    int next = 0;
    while (next < shots.size()) {
      Shot shot = shots.get(next);
      long wait = began + shot.at() - System.nanoTime();
      if (wait <= 0) {
        if (idle.isEmpty()) {
          connect();
        }
        idle.remove().send(shot.request(), shot.kind(), began + shot.at());
        next++;
      } else if (wait > 2 * NANOS_PER_MILLI) {
        selector.select(this::idleAgain, wait / NANOS_PER_MILLI - 1);
      } else {
        selector.selectNow(this::idleAgain);
        LockSupport.parkNanos(SHORT_PAUSE_NANOS);
      }
    }
    finish(System.nanoTime() + PATIENCE_NANOS);
  }

  private void idleAgain(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    if (connection.receive()) {
      idle.add(connection);
    }
  }

  /** Waits for what is under way. */
  private void finish(long until) throws IOException {
    while (underWay > 0) {
      if (System.nanoTime() > until) {
        throw new IOException(underWay + " requests were never answered");
      }
      selector.select(this::idleAgain, 100);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }

  private final class Connection {
    private final SocketChannel channel;
    private final Answer answer = new Answer();
    private byte[] wrapped = answer.bytes();
    private ByteBuffer in = ByteBuffer.wrap(wrapped);
    private byte[] request = new byte[0];
    private ByteBuffer out = ByteBuffer.wrap(request);
    private @Nullable Kind kind;
    private long asked;

    Connection() throws IOException {
      channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(byte[] bytes, Kind of, long at) {
      if (bytes != request) {
        request = bytes;
        out = ByteBuffer.wrap(bytes);
      }
      kind = of;
      asked = at;
      answer.clear();
      underWay++;
      out.rewind();
      try {
        while (out.hasRemaining()) {
          channel.write(out);
        }
      } catch (IOException e) {
        lost();
      }
    }

    /** Reads what is there; true when the answer is whole and the next request can be sent. */
    boolean receive() {
      try {
        byte[] bytes = answer.bytes();
        if (bytes != wrapped) {
          wrapped = bytes;
          in = ByteBuffer.wrap(bytes);
        }
        in.position(answer.filled());
        int read = channel.read(in);
        if (read < 0) {
          lost();
          return false;
        }
        if (!answer.isWholeWith(read)) {
          return false;
        }
      } catch (IOException e) {
        lost();
        return false;
      }
      note(kind != null && kind.isRight().test(answer));
      return true;
    }

    private void lost() {
      try {
        channel.close();
      } catch (IOException e) {
        // It is of no more use either way.
      }
      idle.remove(this);
      note(false);
    }

    private void note(boolean right) {
      Kind of = kind;
      if (of != null) {
        (right ? of.samples() : of.wrong()).add(System.nanoTime() - asked);
        kind = null;
        underWay--;
      }
    }
  }
}
