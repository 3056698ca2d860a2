package com.gorgiassmartrr.benchmark;

/**
 * How long it all takes.
 *
 * @param warmUpSeconds for each server before it is measured
 * @param roundSeconds how long a round is
 * @param rounds how many rounds there are
 * @param lookups how many single look-ups are timed
 * @param starts how often a server is started
 * @param hangSeconds how long the partner hangs
 * @param oldPresses how many presses a ledger holds that has been in use for long
 * @param limitSeconds in how many seconds Gorgias takes as many requests as it takes at once
 * @param edits how often a route file is saved
 */
record Sizes(
    double warmUpSeconds,
    double roundSeconds,
    int rounds,
    int lookups,
    int starts,
    int hangSeconds,
    int oldPresses,
    int limitSeconds,
    int edits) {

  /** The sizes for numbers that are to be kept. */
  static final Sizes FULL = new Sizes(15, 4, 7, 200, 5, 15, 1_000_000, 20, 100);

  /** The sizes for seeing that it works. */
  static final Sizes QUICK = new Sizes(5, 1, 3, 60, 2, 8, 100_000, 2, 20);
}
