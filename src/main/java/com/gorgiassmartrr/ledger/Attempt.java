package com.gorgiassmartrr.ledger;

import java.time.Instant;

/**
 * One event in the life of a press.
 *
 * @param at when
 * @param event {@code sending}, {@code notSent}, {@code postponed}, the word of the state in which
 *     it ended, {@code reopened} or {@code dismissed}
 * @param detail why, or by whom
 */
public record Attempt(String pressId, Instant at, String event, String detail) {}
