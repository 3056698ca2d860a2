package com.gorgiassmartrr.ledger;

import java.time.Duration;

/**
 * What makes a press somebody's for a while.
 *
 * @param owner a name of this claim alone, so that a later claim of the same press ends this one
 * @param time for how long nobody else gets it
 */
public record Lease(String owner, Duration time) {}
