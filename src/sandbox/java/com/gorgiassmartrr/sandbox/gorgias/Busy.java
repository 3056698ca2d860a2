package com.gorgiassmartrr.sandbox.gorgias;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A count of the work under way, and the futures that wait for it to reach zero. */
final class Busy {
  private int count;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();

  synchronized void begin() {
    count++;
  }

  void end() {
    List<CompletableFuture<Void>> done;
    synchronized (this) {
      count--;
      if (count > 0) {
        return;
      }
      done = waiting;
      waiting = new ArrayList<>();
    }
    done.forEach(future -> future.complete(null));
  }

  synchronized CompletableFuture<Void> idle() {
    if (count == 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> future = new CompletableFuture<>();
    waiting.add(future);
    return future;
  }
}
