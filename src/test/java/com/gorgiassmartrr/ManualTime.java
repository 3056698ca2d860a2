package com.gorgiassmartrr;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock and a ticker that stand still until a test moves them. */
public final class ManualTime extends Clock implements Ticker {
  private final Instant start = Instant.parse("2026-11-22T10:14:03Z");
  private final AtomicLong passedNanos = new AtomicLong();

  public void advance(Duration by) {
    passedNanos.addAndGet(by.toNanos());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(passedNanos.get());
  }

  @Override
  public long read() {
    return passedNanos.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
