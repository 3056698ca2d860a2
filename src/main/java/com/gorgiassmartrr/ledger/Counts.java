package com.gorgiassmartrr.ledger;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of presses and notes in the ledger.
 *
 * @param presses the number of presses by store and state: of the states accepted and parked all
 *     presses, and of the other states those that ended in the last 24 hours. A number that is
 *     missing is 0
 * @param pendingNotes the number of notes that are still to be written, by store; a number that is
 *     missing is 0
 * @param lostNotes the number of notes that were given up for presses that ended in the last 24
 *     hours, by store; a number that is missing is 0
 * @param oldestParked when the press was parked that has been parked for longest; null: none is
 *     parked
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
