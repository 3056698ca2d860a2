package com.gorgiassmartrr.partner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Limits the bytes of large answers that this server holds at once, so that a crowd of them doesn't
 * use up the heap. Small answers aren't counted. A call that needs more than is free waits in line.
 *
 * <p>Two calls never wait for each other: of the calls that hold memory already, only the one that
 * has held it for longest may wait for more, and it is served first; the others are refused. A part
 * of the memory is reserved for calls that hold some already. A call that is alone gets all that it
 * needs.
 */
public final class AnswerMemory {
  /**
   * How much memory an answer needs, as a multiple of its bytes: the bytes themselves, the parsed
   * tree, and what is made of the tree.
   */
  private static final int TIMES_PARSED = 12;

  /** The heap is divided by this: answers may use one such part. */
  private static final int PART_OF_HEAP = 4;

  private static final AnswerMemory OF_HEAP =
      new AnswerMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / TIMES_PARSED);

  private static final ThreadLocal<@Nullable Use> CURRENT = new ThreadLocal<>();

  private final long most;
  private final Deque<Claim> waiting = new ArrayDeque<>();

  /** The shares that hold some memory. The one that has held it for longest stands first. */
  private final Set<Share> holders = new LinkedHashSet<>();

  private long taken;

  /**
   * Makes a memory that nobody uses yet.
   *
   * @param most how many bytes of answers may be held at once
   */
  public AnswerMemory(long most) {
    this.most = most;
  }

  /** The one memory of this process, as all answers share its heap. */
  public static AnswerMemory ofHeap() {
    return OF_HEAP;
  }

  /** A share that holds nothing yet. */
  public Share share() {
    return new Share();
  }

  /**
   * The share by which this thread makes its calls.
   *
   * @param mayWait whether the thread may be kept waiting; otherwise the call is given up, to be
   *     made again
   */
  record Use(Share share, boolean mayWait) {}

  static @Nullable Use current() {
    return CURRENT.get();
  }

  /** A call to a partner, made on the thread that asks for it. */
  public interface Call<T, E extends Exception> {
    T make() throws E;
  }

  private record Claim(Share share, long bytes, CompletableFuture<Void> granted) {}

  /** The part of the memory that one piece of work holds, until it is closed. */
  public final class Share implements AutoCloseable {
    private long held;
    private long spare;
    private boolean closed;

    private Share() {}

    /**
     * Makes a call by this share.
     *
     * @param mayWait whether this thread may be kept waiting for memory; otherwise the call fails
     *     with {@link ServerBusy}, {@link #take} waits, and the call is made again
     */
    public <T, E extends Exception> T during(Call<T, E> call, boolean mayWait) throws E {
      CURRENT.set(new Use(this, mayWait));
      try {
        return call.make();
      } finally {
        CURRENT.remove();
      }
    }

    /** Takes that many bytes if they are free now. */
    boolean tryTake(long bytes) {
      synchronized (AnswerMemory.this) {
        if (closed) {
          return false;
        }
        if (spare >= bytes) {
          spare -= bytes;
          return true;
        }
        if ((held == 0 && !waiting.isEmpty()) || !hasRoom(this, bytes)) {
          return false;
        }
        hold(this, bytes);
        return true;
      }
    }

    /**
     * Takes that many bytes as soon as they are free, for a call of this share that is made then.
     * Complete the returned future earlier to give up waiting.
     *
     * @return completes when the bytes are taken; fails with {@link ServerBusy} if this share may
     *     not wait
     */
    public CompletableFuture<Void> take(long bytes) {
      CompletableFuture<Void> granted = new CompletableFuture<>();
      synchronized (AnswerMemory.this) {
        if (closed || (held > 0 && !isOldest(this))) {
          granted.completeExceptionally(new ServerBusy(bytes));
          return granted;
        }
        Claim claim = new Claim(this, bytes, granted);
        if (held > 0) {
          waiting.addFirst(claim);
        } else {
          waiting.addLast(claim);
        }
      }
      granted.whenComplete((done, failure) -> grant());
      grant();
      return granted;
    }

    /** Gives back what an answer turned out not to need. */
    void giveBack(long bytes) {
      synchronized (AnswerMemory.this) {
        if (closed) {
          return;
        }
        release(this, bytes);
      }
      grant();
    }

    /** Gives everything back. */
    @Override
    public void close() {
      List<Claim> given = new ArrayList<>();
      synchronized (AnswerMemory.this) {
        if (closed) {
          return;
        }
        closed = true;
        waiting.removeIf(claim -> claim.share() == this && given.add(claim));
        release(this, held);
      }
      given.forEach(claim -> claim.granted().completeExceptionally(new ServerBusy(claim.bytes())));
      grant();
    }
  }

  /** Lets waiting calls go on, in their order, while there is room. */
  private void grant() {
    for (Claim next = nextGranted(); next != null; next = nextGranted()) {
      if (!next.granted().complete(null)) {
        takeBack(next);
      }
    }
  }

  private synchronized @Nullable Claim nextGranted() {
    waiting.removeIf(claim -> claim.granted().isDone());
    Claim first = waiting.peek();
    if (first == null || !hasRoom(first.share(), first.bytes())) {
      return null;
    }
    waiting.remove();
    hold(first.share(), first.bytes());
    first.share().spare += first.bytes();
    return first;
  }

  private synchronized void takeBack(Claim late) {
    Share share = late.share();
    if (!share.closed) {
      share.spare -= late.bytes();
      release(share, late.bytes());
    }
  }

  private boolean hasRoom(Share share, long bytes) {
    long room = share.held > 0 ? most : most - most / 4;
    return taken + bytes <= room || taken == share.held;
  }

  private boolean isOldest(Share share) {
    return holders.iterator().next() == share;
  }

  private void hold(Share share, long bytes) {
    taken += bytes;
    share.held += bytes;
    holders.add(share);
  }

  private void release(Share share, long bytes) {
    taken -= bytes;
    share.held -= bytes;
    if (share.held == 0) {
      holders.remove(share);
    }
  }
}
