package com.gorgiassmartrr.benchmark;

import java.util.Arrays;

/** Lengths of time in nanoseconds, all of them kept: percentiles are exact. */
final class Samples {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[1024];
  private int size;
  private boolean sorted;

  void add(long sample) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = sample;
    sorted = false;
  }

  int size() {
    return size;
  }

  /** The value in milliseconds that so large a part, between 0 and 1, doesn't exceed. */
  double millis(double part) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, size);
      sorted = true;
    }
    int index = (int) Math.ceil(part * size) - 1;
    return nanos[Math.max(0, index)] / NANOS_PER_MILLI;
  }

  /** The median in milliseconds. */
  double median() {
    return millis(0.5);
  }

  /** The largest in milliseconds. */
  double max() {
    return millis(1);
  }
}
