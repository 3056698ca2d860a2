package com.gorgiassmartrr.ledger;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much is in the ledger.
 *
 * @param presses how many presses a store has in a state: all that are accepted or parked, and of
 *     the others those that ended in the last 24 hours; what is missing is 0
 * @param pendingNotes how many notes of a store are still to be written; what is missing is 0
 * @param lostNotes how many notes of a store were given up for presses that ended in the last 24
 *     hours; what is missing is 0
 * @param oldestParked when the press was parked that has waited longest
 */
public record Counts(
    Map<String, Map<PressState, Long>> presses,
    Map<String, Long> pendingNotes,
    Map<String, Long> lostNotes,
    @Nullable Instant oldestParked) {

  /** How many presses of a store are in a state. */
  public long presses(String store, PressState state) {
    Map<PressState, Long> ofStore = presses.get(store);
    Long count = ofStore == null ? null : ofStore.get(state);
    return count == null ? 0 : count;
  }

  /** How many notes of a store were given up lately. */
  public long lostNotes(String store) {
    Long count = lostNotes.get(store);
    return count == null ? 0 : count;
  }

  /** How many notes of a store are to be written. */
  public long pendingNotes(String store) {
    Long count = pendingNotes.get(store);
    return count == null ? 0 : count;
  }
}
