package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ledger names presses by. */
final class TextsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void references_ofOneMoment_hardlyEverMeetAndBeginAlike() {
    Set<String> references = new HashSet<>();
    Set<String> beginnings = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      String reference = Texts.newReference(NOW);
      assertTrue(reference.matches("[2-9A-HJ-NP-Z]{8}"), reference);
      references.add(reference);
      beginnings.add(reference.substring(0, 3));
    }
    // Two of 500 meet once in 270 times, and the ledger makes another one then.
    assertTrue(references.size() >= 498, references.size() + " of 500");
    assertEquals(1, beginnings.size());
  }

  @Test
  void references_ofLaterTimes_standBehindEarlierOnes() {
    String before = Texts.newReference(NOW);
    for (int day = 1; day < 90; day++) {
      String reference = Texts.newReference(NOW.plus(Duration.ofDays(day)));
      assertTrue(reference.compareTo(before) > 0, before + " then " + reference);
      before = reference;
    }
  }

  @Test
  void ids_ofLaterTimes_standBehindEarlierOnes() {
    assertTrue(Texts.newId(NOW.plusMillis(1)).compareTo(Texts.newId(NOW)) > 0);
  }
}
