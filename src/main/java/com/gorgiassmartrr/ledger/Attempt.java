package com.gorgiassmartrr.ledger;

import java.time.Instant;

/**
 * One event in the life of a press.
 *
 * @param pressId the press's id
 * @param at when it happened
 * @param event {@code sending}, {@code notSent}, {@code postponed}, the word of the state in which
 *     the press ended, {@code reopened} or {@code dismissed}
 * @param detail why it happened, or who decided it
 */
public record Attempt(String pressId, Instant at, String event, String detail) {}
