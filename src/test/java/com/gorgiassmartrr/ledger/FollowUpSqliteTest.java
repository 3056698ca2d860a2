package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follow-ups in SQLite. */
final class FollowUpSqliteTest extends FollowUpContract {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Override
  String emptyDatabase() {
    return "jdbc:sqlite:" + folder.resolve("ledger.db");
  }

  @Test
  void followUp_heldByAServerThatWasKilled_isFreeAtTheNextStart() {
    end();
    FollowUpQueue queue = new FollowUpQueue("acme", "slack");
    assertEquals(1, ledger.claimFollowUps(queue, "one", Duration.ofHours(1), 5).size());
    ledger.freeAll();
    assertEquals(1, ledger.claimFollowUps(queue, "two", Duration.ofHours(1), 5).size());
  }

  private void end() {
    Press press = ledger.record(LedgerContract.press("sub-1", "skip"), null).press();
    ledger.claim(press.id(), "ender", LedgerContract.LEASE);
    ledger.end(press, "ender", NewPressFixture.applied("Done."), null);
  }
}
