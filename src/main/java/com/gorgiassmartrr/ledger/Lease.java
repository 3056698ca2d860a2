package com.gorgiassmartrr.ledger;

import java.time.Duration;

/**
 * The right to work on a press alone for a while.
 *
 * @param owner the name of this claim alone, so that a later claim of the same press ends this one
 * @param time for how long nobody else gets the press
 */
public record Lease(String owner, Duration time) {}
