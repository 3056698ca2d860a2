package com.gorgiassmartrr.note;

import java.time.Duration;

/**
 * How much of a Gorgias account's limit is used.
 *
 * @param used how full the bucket is by now, as far as we know
 * @param limit how many requests it holds
 * @param reserve how many of them are left to others
 * @param pause how long the account is left alone; zero for not at all
 */
public record Budget(int used, int limit, int reserve, Duration pause) {}
