package com.gorgiassmartrr.ledger;

/**
 * A press whose end is durably recorded.
 *
 * @param press the press as it ended
 * @param hasNext whether another press of the same subscription waits
 */
public record Ended(Press press, boolean hasNext) {}
