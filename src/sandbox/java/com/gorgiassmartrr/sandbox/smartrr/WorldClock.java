package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A clock that stands at past moments while what happened then is made again. */
final class WorldClock extends Clock {
  private final Clock real;
  private volatile @Nullable Instant past;

  /** A clock that stands at a moment until {@link #goOn}. */
  WorldClock(Clock real, Instant past) {
    this.real = real;
    this.past = past;
  }

  void standAt(Instant moment) {
    past = moment;
  }

  void goOn() {
    past = null;
  }

  @Override
  public Instant instant() {
    Instant moment = past;
    return moment == null ? real.instant() : moment;
  }

  @Override
  public ZoneId getZone() {
    return real.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return real.withZone(zone);
  }
}
