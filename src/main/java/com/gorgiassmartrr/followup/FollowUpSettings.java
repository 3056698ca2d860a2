package com.gorgiassmartrr.followup;

import java.time.Duration;

/**
 * How follow-ups are tried, unless their beans say otherwise.
 *
 * @param giveUpAfter for how long
 * @param timeout how long one try may take
 * @param firstRetry after how long one is tried again first
 * @param longestRetry after how long it is tried again at most
 * @param threads how many of one store and name are done at once
 */
public record FollowUpSettings(
    Duration giveUpAfter,
    Duration timeout,
    Duration firstRetry,
    Duration longestRetry,
    int threads) {}
