package com.gorgiassmartrr.ledger;

/**
 * A press that is durably recorded.
 *
 * @param press the press; the earlier one if this is the same press again
 * @param isNew whether it was recorded just now
 */
public record Recorded(Press press, boolean isNew) {}
