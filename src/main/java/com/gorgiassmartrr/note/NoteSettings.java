package com.gorgiassmartrr.note;

import com.gorgiassmartrr.store.SettingException;
import java.time.Duration;

/**
 * The settings of the outbox.
 *
 * @param connections how many calls are made at once for each store
 * @param limit how many requests Gorgias takes at once, until it says so itself
 * @param window in what time that many are taken again
 * @param reserve how many of them are left to others
 * @param lease how long a note is ours, once claimed
 * @param retryDelay how long a note waits after its first failure
 * @param longestDelay how long it waits at most
 * @param settle how long a note whose fate is unknown is given to appear on the ticket
 * @param credentialsPause how long refused credentials aren't tried again
 * @param pageSize how many messages of a ticket are read at once
 */
public record NoteSettings(
    int connections,
    int limit,
    Duration window,
    int reserve,
    Duration lease,
    Duration retryDelay,
    Duration longestDelay,
    Duration settle,
    Duration credentialsPause,
    int pageSize) {

  /**
   * Requires a lease that is long enough. A note is sent only while its lease still covers the time
   * in which the note may appear on the ticket, so that whoever takes it over from a dead process
   * never searches too early.
   */
  public NoteSettings {
    if (lease.compareTo(settle.multipliedBy(3)) < 0) {
      throw new SettingException("note.lease must be at least three times as long as note.settle.");
    }
  }
}
