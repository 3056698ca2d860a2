package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.partner.AnswerMemory.Share;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Large answers share a memory, and nobody waits for somebody who waits. */
final class AnswerMemoryTest {
  private final AnswerMemory memory = new AnswerMemory(100);

  @Test
  void newcomers_wantMoreThanTheirPart_waitInLine() {
    Share first = memory.share();
    Share second = memory.share();
    Share third = memory.share();
    assertTrue(first.tryTake(40));
    assertFalse(second.tryTake(40), "a quarter is kept for those who hold some");
    CompletableFuture<Void> granted = second.take(40);
    CompletableFuture<Void> next = third.take(10);
    assertFalse(granted.isDone());
    assertFalse(next.isDone(), "who came first goes first");

    first.close();

    assertTrue(granted.isDone() && next.isDone());
    assertTrue(second.tryTake(40), "which was granted for this");
    assertFalse(second.tryTake(60), "another one holds some");
  }

  @Test
  void nothing_isTaken_allOfItCanBeHad() {
    Share alone = memory.share();
    assertTrue(alone.tryTake(100));
    alone.giveBack(30);
    assertTrue(alone.tryTake(30));
    assertFalse(memory.share().tryTake(1));
  }

  @Test
  void holders_wantMore_theOldestWaitsAndTheOthersAreTurnedAway() {
    Share first = memory.share();
    Share second = memory.share();
    Share newcomer = memory.share();
    assertTrue(first.tryTake(35));
    assertTrue(second.tryTake(35));
    CompletableFuture<Void> waiting = newcomer.take(40);
    CompletableFuture<Void> oldest = first.take(60);
    assertFalse(oldest.isDone());
    assertTrue(isBusy(second.take(60)));

    second.close();

    assertTrue(oldest.isDone() && !oldest.isCompletedExceptionally(), "before any newcomer");
    assertFalse(waiting.isDone());
    first.close();
    assertTrue(waiting.isDone() && !waiting.isCompletedExceptionally());
  }

  @Test
  void holder_wantsALittleMore_needntWaitBehindNewcomers() {
    Share first = memory.share();
    assertTrue(first.tryTake(70));
    CompletableFuture<Void> waiting = memory.share().take(10);
    assertTrue(first.tryTake(20));
    assertFalse(waiting.isDone());
  }

  @Test
  void one_wantsMoreThanThereIs_getsItAlone() {
    Share one = memory.share();
    assertTrue(one.tryTake(60));
    assertTrue(one.tryTake(60));
    CompletableFuture<Void> next = memory.share().take(101);
    assertFalse(next.isDone());
    one.close();
    assertTrue(next.isDone() && !next.isCompletedExceptionally());
  }

  @Test
  void somebody_waitsNoLonger_theNextHasItsTurn() {
    Share first = memory.share();
    assertTrue(first.tryTake(70));
    CompletableFuture<Void> gone = memory.share().take(50);
    CompletableFuture<Void> next = memory.share().take(5);
    assertFalse(next.isDone());

    gone.completeExceptionally(new IllegalStateException("too late"));

    assertTrue(next.isDone() && !next.isCompletedExceptionally());
    first.close();
    assertTrue(memory.share().tryTake(70), "and what it would have had is free");
  }

  @Test
  void share_isClosed_nothingIsTakenAnyMore() {
    Share closed = memory.share();
    assertTrue(closed.tryTake(100));
    closed.close();
    closed.close();
    closed.giveBack(50);
    assertFalse(closed.tryTake(1));
    assertTrue(isBusy(closed.take(1)));
    Share next = memory.share();
    assertTrue(next.tryTake(100));
    assertFalse(memory.share().tryTake(1));
  }

  private static boolean isBusy(CompletableFuture<Void> claim) {
    assertTrue(claim.isDone());
    CompletionException thrown = assertThrows(CompletionException.class, claim::join);
    assertInstanceOf(ServerBusy.class, thrown.getCause());
    return true;
  }
}
