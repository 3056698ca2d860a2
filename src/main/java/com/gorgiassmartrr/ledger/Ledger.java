package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.ledger.Sql.Step;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.permit.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable record of presses and of what follows from them, in SQLite or PostgreSQL.
 *
 * <p>A change is durable when its method returns. Where the database can't make the change, the
 * method throws {@link LedgerUnavailable} within a few seconds, and nothing is changed unless the
 * exception is {@link LedgerUnavailable#uncertain()}.
 *
 * <p>Presses and follow-ups are worked on under a lease: for a while nobody else gets them. An
 * owner is the name of one worker, which no other thread uses at the same time. When a server dies,
 * what it held is freed long before its leases are over, by the other servers or by the next one
 * that {@link #join joins}. Servers that share a ledger go by one {@link #clock}.
 */
public final class Ledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final int BEATS_A_LEASE = 5;
  private static final int REMOVED_AT_ONCE = 1000;

  /** How many follow-ups a claim looks at, where most of them aren't due yet. */
  private static final int MOST_LOOKED_AT = 5000;

  private static final Duration COUNTED = Duration.ofHours(24);
  private static final Duration LONGEST_TO_TRY_AGAIN = Duration.ofSeconds(2);

  /** How long a beat that is under way may keep a stop waiting. */
  private static final Duration LAST_BEAT = Duration.ofSeconds(2);

  /** A press larger than any that comes in by a button, in letters that not every encoding has. */
  private static final NewPress TRIAL =
      new NewPress(
          "",
          new NewPress.Subscription("", ""),
          "",
          new TreeMap<>(),
          SubscriptionState.UNKNOWN,
          new NewPress.Origin("→" + "x".repeat(16_384), "", ""),
          false);

  /**
   * Counts the notes that were lost lately. SQLite reads the tables of a cross join in their order,
   * so the recent presses come first, and not every note that there is.
   */
  static final String LOST =
      """
      select follow_up.store, count(*) from press cross join follow_up
      where follow_up.press_id = press.id and follow_up.name = 'note'
      and press.ended_at >= ? and follow_up.state in ('given_up', 'dismissed')
      group by follow_up.store
      """;

  private final Database database;
  private final SharedClock clock;

  /** The servers among which this one works; none where it works alone, or only looks. */
  private volatile @Nullable Servers servers;

  private volatile FollowUpRule followUps = FollowUpRule.NONE;

  private @Nullable FileUse fileUse;
  private @Nullable ScheduledExecutorService beat;

  private Ledger(Database database, Clock clock) {
    this.database = database;
    this.clock = new SharedClock(clock);
  }

  /**
   * Opens the ledger and creates what it lacks: file, folder and tables.
   *
   * @param jdbcUrl {@code jdbc:sqlite:} with a file, or {@code jdbc:postgresql:}
   * @throws com.gorgiassmartrr.store.SettingException if the address can't be right, or what it
   *     names can't be written
   */
  public static Ledger open(String jdbcUrl, Clock clock) {
    return new Ledger(Database.open(jdbcUrl.trim(), now(clock)), clock);
  }

  /**
   * Has this server take part in the work until this ledger is closed. What a dead server held is
   * freed: in SQLite at once, if no other server uses the file; in PostgreSQL when the dead server
   * has given no sign of life for as long as the lease says.
   *
   * @param lease how long a server may give no sign of life before it counts as dead, in PostgreSQL
   */
  public void join(Duration lease) {
    Path file = database.file();
    if (file == null) {
      beatFor(lease);
      return;
    }
    try {
      fileUse = FileUse.begin(file, this::freeAll);
    } catch (IOException e) {
      LOG.warn(
          "The ledger's file can't be locked, so what was under way when the server was killed"
              + " waits for action.lease and note.lease: {}",
          e.toString());
    }
  }

  private void beatFor(Duration lease) {
    Servers joined = new Servers(database, clock, lease, System::nanoTime);
    joined.beat();
    servers = joined;
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "ledger-beat");
              thread.setDaemon(true);
              return thread;
            });
    long every = lease.toMillis() / BEATS_A_LEASE;
    timer.scheduleAtFixedRate(() -> beat(joined), every, every, TimeUnit.MILLISECONDS);
    beat = timer;
  }

  private static void beat(Servers joined) {
    try {
      joined.beat();
    } catch (LedgerUnavailable e) {
      LOG.debug("No sign of life can be given", e);
    } catch (RuntimeException | Error e) {
      // If it were thrown on, the timer would stop, and this would be the last sign of life.
      LOG.error("No sign of life can be given", e);
    }
  }

  /** Sets the rule for the follow-ups that are recorded with each end of a press from now on. */
  public void followBy(FollowUpRule rule) {
    followUps = rule;
  }

  /** The clock by which those who share this ledger go. */
  public Clock clock() {
    return clock;
  }

  /** A new owner: a name for a claim of this server's. */
  public String newOwner() {
    Servers among = servers;
    return among == null ? UUID.randomUUID().toString() : among.newOwner();
  }

  /**
   * Whether this server certainly still holds what it has claimed. While this is false, nothing may
   * be sent, and nothing is claimed.
   */
  public boolean mayAct() {
    Servers among = servers;
    return among == null || among.isAlive();
  }

  @Override
  public void close() {
    if (beat != null) {
      end(beat);
    }
    try {
      Servers among = servers;
      if (among != null) {
        among.leave();
      }
    } catch (LedgerUnavailable e) {
      LOG.debug("The others find out by themselves", e);
    }
    database.close();
    try {
      if (fileUse != null) {
        fileUse.close();
      }
    } catch (IOException e) {
      LOG.debug("The lock ends with the process", e);
    }
  }

  /** A beat after the server has left would bring it back. */
  private static void end(ExecutorService beat) {
    beat.shutdown();
    try {
      beat.awaitTermination(LAST_BEAT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Records a press, or finds that it is the same as an earlier one.
   *
   * @param lease the lease under which a new press is held at once, if it may be worked on now;
   *     null: the press is only recorded
   */
  public Recorded record(NewPress press, @Nullable Lease lease) {
    return record(press, null, lease);
  }

  /**
   * Records a press anew, although there is an earlier press of the same fingerprint.
   *
   * <p>The earlier press stays, but later presses are no longer compared with it. An earlier press
   * that isn't over, because it is accepted or parked, is returned instead.
   */
  public Recorded recordAnew(NewPress press, String olderId, @Nullable Lease lease) {
    return record(press, olderId, lease);
  }

  private Recorded record(NewPress what, @Nullable String olderId, @Nullable Lease wanted) {
    Lease lease = mayAct() ? wanted : null;
    String fingerprint = what.fingerprint();
    // Twice if a reference is taken already, or if the earlier press is just being removed.
    while (true) {
      Press press = Press.pressed(what, now());
      List<Step> steps = new ArrayList<>(database.dialect().lock(Presses.lane(what)));
      if (olderId != null) {
        steps.add(Presses.retire(olderId, fingerprint));
      }
      steps.add(Presses.insert(press, fingerprint, lease));
      List<Integer> done = changeAgainIfUncertain(steps);
      int inserted = done.get(done.size() - 1);
      if (inserted > 0) {
        return Recorded.anew(press, inserted, lease);
      }
      Optional<Press> earlier = findInserted(what, fingerprint);
      if (earlier.isPresent()) {
        return earlier.get().id().equals(press.id())
            ? new Recorded(press, true, isHeld(press, lease) ? lease : null)
            : Recorded.earlier(earlier.get());
      }
    }
  }

  /**
   * The press of this fingerprint that is in the ledger, perhaps the one that was just inserted. If
   * it can't be read, the outcome of the insert is uncertain.
   */
  private Optional<Press> findInserted(NewPress what, String fingerprint) {
    try {
      return read((presses, notes) -> presses.findSame(what, fingerprint));
    } catch (LedgerUnavailable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e, true);
    }
  }

  /**
   * Makes a change that may be made twice without a further effect. If the first attempt has an
   * uncertain outcome, as when the database was restarted, the change is made once more, unless the
   * first attempt took so long that the agent can't wait for another.
   */
  private List<Integer> changeAgainIfUncertain(List<Step> steps) {
    long begin = System.nanoTime();
    try {
      return database.change(steps);
    } catch (LedgerUnavailable e) {
      if (!e.uncertain() || System.nanoTime() - begin > LONGEST_TO_TRY_AGAIN.toNanos()) {
        throw e;
      }
      try {
        return database.change(steps);
      } catch (LedgerUnavailable again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  private boolean isHeld(Press press, @Nullable Lease lease) {
    try {
      return lease != null && renew(press.id(), lease.owner(), lease.time());
    } catch (LedgerUnavailable e) {
      // The press is recorded, and is taken up when the ledger is back.
      return false;
    }
  }

  /**
   * The press that this one would repeat: the last press of the subscription, if it asks for the
   * same and isn't over, or ended a short time ago. The state that was seen plays no part.
   *
   * @param within how long ago that press may have ended
   */
  public Optional<Press> findRepeated(NewPress press, Duration within) {
    return read((presses, notes) -> presses.findRepeated(press, now().minus(within)));
  }

  /**
   * Records a press whose subscription was read just now. If it repeats a press that the caller
   * doesn't know of, that press is returned instead.
   *
   * <p>An earlier press of the same fingerprint that is over no longer counts, because the
   * subscription is again in the state from which that press began. One that isn't over is returned
   * instead.
   *
   * @param within how long ago the press that is repeated may have ended
   * @param knownId the id of a press that ended before the subscription was read; null: there is
   *     none
   * @param wanted as in {@link #record}
   */
  public Recorded recordUnlessRepeated(
      NewPress press, Duration within, @Nullable String knownId, @Nullable Lease wanted) {
    Lease lease = mayAct() ? wanted : null;
    String fingerprint = press.fingerprint();
    return write(
        (presses, notes) -> {
          presses.lock(press);
          Optional<Press> repeated = presses.findRepeated(press, now().minus(within));
          if (repeated.isPresent() && !repeated.get().id().equals(knownId)) {
            return Recorded.earlier(repeated.get());
          }
          Optional<Press> earlier = presses.findSame(press, fingerprint);
          if (earlier.isPresent()) {
            presses.run(Presses.retire(earlier.get().id(), fingerprint));
          }
          return insertOrFind(presses, press, fingerprint, lease);
        });
  }

  private Recorded insertOrFind(
      Presses presses, NewPress what, String fingerprint, @Nullable Lease lease)
      throws SQLException {
    // Twice if a reference is taken already, or if the earlier press is just being removed.
    while (true) {
      Press press = Press.pressed(what, now());
      int inserted = presses.run(Presses.insert(press, fingerprint, lease));
      if (inserted > 0) {
        return Recorded.anew(press, inserted, lease);
      }
      Optional<Press> earlier = presses.findSame(what, fingerprint);
      if (earlier.isPresent()) {
        return Recorded.earlier(earlier.get());
      }
    }
  }

  /** The press with this id. */
  public Optional<Press> find(String id) {
    return read((presses, notes) -> presses.find(id));
  }

  /** The press with this reference, in capitals or not. */
  public Optional<Press> findReference(String reference) {
    String capitals = Invisible.strip(reference).toUpperCase(Locale.ROOT);
    return read((presses, notes) -> presses.findReference(capitals));
  }

  /**
   * Gives the press to the owner if it may be worked on now: it is accepted and due, nobody holds
   * it, no older press of its subscription is unfinished, and nobody works on that subscription.
   *
   * <p><b>Note:</b> an owner doesn't get a press that it holds already; {@link #renew} extends that
   * lease.
   */
  public Optional<Press> claim(String id, String owner, Duration lease) {
    if (!mayAct()) {
      return Optional.empty();
    }
    return write(
        (presses, notes) -> {
          Optional<Press> press = presses.find(id);
          if (press.isEmpty()) {
            return Optional.empty();
          }
          presses.lock(press.get().what());
          Instant now = now();
          return presses.lease(press.get(), owner, now, now.plus(lease))
              ? presses.find(id)
              : Optional.empty();
        });
  }

  /** Gives the owner presses of these stores that may be worked on now, the oldest first. */
  public List<Press> claimDue(Collection<String> stores, String owner, Duration lease, int most) {
    if (!mayAct()) {
      return List.of();
    }
    return write(
        (presses, notes) -> {
          List<Press> claimed = new ArrayList<>();
          Instant now = now();
          for (Press press : presses.workable(stores, most, now)) {
            if (presses.tryLock(press) && presses.lease(press, owner, now, now.plus(lease))) {
              claimed.add(press);
            }
          }
          return claimed;
        });
  }

  /** Extends the owner's lease, counted from now; false: the owner no longer holds the press. */
  public boolean renew(String id, String owner, Duration lease) {
    return write(
        (presses, notes) -> {
          Optional<Press> press = presses.find(id);
          if (press.isEmpty()) {
            return false;
          }
          presses.lock(press.get().what());
          Instant now = now();
          return presses.run(Presses.renew(id, owner, now, now.plus(lease))) == 1;
        });
  }

  /**
   * A press that was marked as sent.
   *
   * @param press the press since it was marked
   * @param permit the permit for the one write that was marked
   */
  public record Sending(Press press, Permit permit) {}

  /**
   * Marks a press as sent, because a write is about to leave; from now on the write may have
   * reached Smartrr.
   *
   * @param before the subscription's state before the write
   * @param chosenDate the date that was chosen for a field that the agent left empty; {@code ""}:
   *     none
   * @throws NotHeld if the owner no longer holds the press, and must not send
   */
  public Sending sending(
      Press press, String owner, SubscriptionState before, String chosenDate, Write write) {
    SendWindow window = SendWindow.open(clock, this::mayAct);
    Instant now = now();
    Press sent = press.sending(before, chosenDate, now);
    held(Presses.sending(sent, owner, now), press.id(), owner);
    return new Sending(sent, Permit.grant(write, window));
  }

  /**
   * Records that the last attempt certainly didn't reach Smartrr: the press counts as sent only if
   * it did so before that attempt.
   *
   * @throws NotHeld if somebody else has the press by now
   */
  public void notSent(String id, String owner, String why) {
    held(Presses.notSent(id, owner, why, now()), id, owner);
  }

  /**
   * Gives the press back, to be due again later.
   *
   * @throws NotHeld if somebody else has the press by now
   */
  public void postpone(String id, String owner, Instant nextAttemptAt, String why) {
    held(Presses.postpone(id, owner, nextAttemptAt, why, now()), id, owner);
  }

  /**
   * Gives the press back without any other change, so that it is due at once. If the press has
   * another owner by now, nothing is changed.
   */
  public void release(String id, String owner) {
    database.change(Presses.release(id, owner));
  }

  private void held(Step change, String id, String owner) {
    if (database.change(change) == 0) {
      throw new NotHeld("Press " + id, owner);
    }
  }

  /**
   * Ends the press, gives it back, and records its note and its other follow-ups, all or nothing.
   *
   * <p>Each end has one note. When a press ends again after a replay, and nobody has begun to write
   * the note of its earlier end, that note gets the new words. To end a press twice in the same way
   * changes nothing, so an end with an uncertain outcome may be repeated.
   *
   * @param press the press as its owner knows it
   * @param note the note; null: none is written
   * @throws NotHeld if somebody else has the press by now
   */
  public Ended end(Press press, String owner, NewEnd how, @Nullable NewNote note) {
    Instant now = now();
    Press ended = press.ended(how, now);
    List<NewFollowUp> following = followUps.of(ended);
    // The subscription is locked, so that a press that is being recorded either sees this end or is
    // seen by it.
    List<String> locks = new ArrayList<>();
    locks.add(Presses.lane(press.what()));
    if (note != null) {
      locks.add(Notes.queue(note));
    }
    locks.addAll(FollowUps.locks(press.what().store(), following));
    List<Step> steps = new ArrayList<>(database.dialect().lock(locks.toArray(String[]::new)));
    int end = steps.size();
    steps.add(Presses.end(ended, owner, note != null));
    if (note != null) {
      steps.add(Notes.insert(ended, owner, 1, note));
    }
    following.forEach(one -> steps.add(FollowUps.insert(ended, one)));
    steps.add(Presses.hasAccepted(press.what()));
    List<Integer> done = database.change(steps);
    Ended result =
        done.get(end) > 0
            ? new Ended(ended, done.get(done.size() - 1) > 0)
            : endAgain(ended, owner, note, following, now);
    tellOf(ended, note, following);
    return result;
  }

  private void tellOf(Press ended, @Nullable NewNote note, List<NewFollowUp> following) {
    if (note != null) {
      followUps.recorded(note.store(), Notes.NAME);
    }
    for (NewFollowUp one : following) {
      followUps.recorded(ended.what().store(), one.name());
    }
  }

  /** Ends a press that may have a note already, or that may have ended in this way before. */
  private Ended endAgain(
      Press ended, String owner, @Nullable NewNote note, List<NewFollowUp> following, Instant now) {
    return write(
        (presses, notes) -> {
          presses.lock(ended.what());
          Press press = ended;
          if (presses.run(Presses.end(ended, owner, false)) > 0) {
            if (note != null) {
              notes.put(ended, owner, note, now);
            }
            for (NewFollowUp one : following) {
              presses.run(FollowUps.insert(ended, one));
            }
          } else if (presses.run(Presses.hasEnded(ended, owner)) > 0) {
            press = presses.find(ended.id()).orElse(ended);
          } else {
            throw new NotHeld("Press " + ended.id(), owner);
          }
          return new Ended(press, presses.run(Presses.hasAccepted(ended.what())) > 0);
        });
  }

  /**
   * Makes a parked press accepted again, due at once.
   *
   * @param by who decided so
   * @throws IllegalStateException if it isn't parked
   */
  public void reopen(String id, String by) {
    parked(database.change(Presses.reopen(id, by, now())), id);
  }

  /**
   * Ends a parked press for good, and records its note.
   *
   * @param by who decided so
   * @param note the note; null: none is written
   * @throws IllegalStateException if it isn't parked
   */
  public void dismiss(String id, String by, @Nullable NewNote note) {
    String owner = Texts.newId(now());
    List<NewFollowUp> following = new ArrayList<>();
    Press ended =
        write(
            (presses, notes) -> {
              parked(presses.run(Presses.dismiss(id, by, owner, now())), id);
              Press dismissed = presses.find(id).orElseThrow();
              if (note != null) {
                notes.put(dismissed, owner, note, now());
              }
              following.clear();
              following.addAll(followUps.of(dismissed));
              presses.lock(FollowUps.locks(dismissed.what().store(), following));
              for (NewFollowUp one : following) {
                presses.run(FollowUps.insert(dismissed, one));
              }
              return dismissed;
            });
    tellOf(ended, note, following);
  }

  private static void parked(int changed, String id) {
    if (changed == 0) {
      throw new IllegalStateException("Press " + id + " isn't parked");
    }
  }

  /**
   * Dismisses the presses that nobody settled for so long that they aren't kept any longer: those
   * that were parked before that time, and those that were recorded and last reopened before that
   * time and that nobody works on, because their store is gone. They count as ended when they were
   * parked or recorded.
   *
   * @return the presses as they were before
   */
  public List<Press> dismissUnsettledBefore(Instant then) {
    List<Press> dismissed = new ArrayList<>();
    List<Press> batch;
    do {
      batch =
          write((presses, notes) -> presses.dismissUnsettledBefore(then, REMOVED_AT_ONCE, now()));
      dismissed.addAll(batch);
    } while (batch.size() == REMOVED_AT_ONCE);
    return dismissed;
  }

  /** What happened to a press, in order. */
  public List<Attempt> attempts(String id) {
    return read((presses, notes) -> presses.attempts(id));
  }

  /** The note of a press that tells of its last end. */
  public Optional<Note> note(String pressId) {
    return read((presses, notes) -> notes.last(pressId));
  }

  /** The notes of a press, one for each of its ends, the oldest first. */
  public List<Note> notes(String pressId) {
    return read((presses, notes) -> notes.all(pressId));
  }

  /**
   * Gives the owner notes of a store that are due, in the order in which their presses ended.
   *
   * <p>A note waits for every older note on its ticket, so that at most one note of a ticket is
   * given.
   */
  public List<Note> claimNotes(String store, String owner, Duration lease, int most) {
    if (!mayAct()) {
      return List.of();
    }
    return write(
        (presses, notes) -> {
          Instant now = now();
          return notes.claim(store, owner, most, now, now.plus(lease));
        });
  }

  /**
   * Marks a note as tried, because it is about to be written; from now on it may stand on the
   * ticket.
   *
   * @param settle how long another owner who takes the note over must wait before looking for it
   * @return the permit for writing it
   * @throws NotHeld if the owner no longer holds the note, and must not write it
   */
  public Permit noteTrying(long id, String owner, Duration settle, Write write) {
    SendWindow window = SendWindow.open(clock, this::mayAct);
    Instant now = now();
    if (database.change(Notes.trying(id, owner, now, now.plus(settle))) == 0) {
      throw new NotHeld("Note " + id, owner);
    }
    return Permit.grant(write, window);
  }

  /**
   * Records that a note stands on the ticket, whoever found it there. A note that has ended stays
   * as it is.
   */
  public void noteWritten(long id, String messageId) {
    database.change(Notes.written(id, messageId));
  }

  /**
   * Gives a note back, to be due again later. A note that has ended, or that has another owner by
   * now, stays as it is.
   *
   * @param tried whether the note may stand on the ticket
   * @param moreAttempts how many attempts are to be counted; an attempt to write the note is
   *     counted already
   */
  public void notePostponed(
      long id, String owner, Instant next, boolean tried, int moreAttempts, String why) {
    database.change(Notes.postpone(id, owner, next, tried, moreAttempts, why));
  }

  /**
   * Ends a note that won't be written. A note that has ended, or that has another owner by now,
   * stays as it is.
   */
  public void noteEnded(long id, String owner, NoteState state, String why) {
    if (state == NoteState.PENDING || state == NoteState.WRITTEN) {
      throw new IllegalArgumentException("A note that won't be written doesn't end " + state);
    }
    database.change(FollowUps.end(id, owner, state.ofFollowUp(), why));
  }

  /**
   * Has a note that this owner has given up be written after all, at once or later. A note that
   * another owner has had since then stays as it is.
   *
   * @param tried whether the note may stand on the ticket
   */
  public void noteReopened(long id, String owner, Instant next, boolean tried, String why) {
    database.change(Notes.reopen(id, owner, next, tried, why));
  }

  /** The follow-ups of a press but for its notes, in the order of their names. */
  public List<FollowUpRecord> followUps(String pressId) {
    return followUps(table -> table.all(pressId)).stream().filter(one -> !one.isNote()).toList();
  }

  /** The follow-ups of a press with this name, one for each of its ends, the oldest first. */
  public List<FollowUpRecord> followUps(String pressId, String name) {
    return followUps(table -> table.all(pressId)).stream()
        .filter(one -> one.what().name().equals(name))
        .toList();
  }

  /** The follow-ups that were given up, the last ones first. */
  public List<FollowUpRecord> followUpsGivenUp(int most) {
    return followUps(table -> table.givenUp(most));
  }

  /** The stores and names that have follow-ups to be done, whether these are due now or later. */
  public List<FollowUpQueue> followUpQueues() {
    return followUps(FollowUps::queues);
  }

  private <T> T followUps(FollowUpWork<T> work) {
    return database.read(sql -> work.on(new FollowUps(sql, database.dialect())));
  }

  private interface FollowUpWork<T> {
    T on(FollowUps table) throws SQLException;
  }

  /**
   * Gives the owner follow-ups that are due, in the order in which their presses ended.
   *
   * <p>A follow-up with a lane waits for every older one of its name and lane.
   */
  public List<FollowUpRecord> claimFollowUps(
      FollowUpQueue queue, String owner, Duration lease, int most) {
    if (!mayAct()) {
      return List.of();
    }
    return database.write(
        sql -> {
          Instant now = now();
          // The try is counted now, so that a try that kills the server is counted, too.
          FollowUps.Claim claim =
              new FollowUps.Claim(owner, most, now, now.plus(lease), 1, MOST_LOOKED_AT);
          return new FollowUps(sql, database.dialect()).claim(queue, claim);
        });
  }

  /**
   * Ends a follow-up whose route has ended well. One that has another owner by now stays as it is.
   */
  public void followUpDone(long id, String owner) {
    database.change(FollowUps.end(id, owner, FollowUpState.DONE, ""));
  }

  /**
   * Gives back a follow-up that failed, to be due again later. One that has another owner by now
   * stays as it is.
   */
  public void followUpPostponed(long id, String owner, Instant next, String why) {
    database.change(FollowUps.postpone(id, owner, next, why));
  }

  /** Gives a follow-up up. One that has another owner by now stays as it is. */
  public void followUpGivenUp(long id, String owner, String why) {
    database.change(FollowUps.end(id, owner, FollowUpState.GIVEN_UP, why));
  }

  /**
   * Has a follow-up done after all that was given up or dismissed.
   *
   * @throws IllegalStateException if it was neither given up nor dismissed
   */
  public void reopenFollowUp(FollowUpRecord followUp) {
    if (database.change(FollowUps.reopen(followUp.id(), now())) == 0) {
      throw new IllegalStateException("It wasn't given up");
    }
    followUps.recorded(followUp.store(), followUp.what().name());
  }

  /**
   * Leaves a follow-up that was given up undone for good.
   *
   * @throws IllegalStateException if it wasn't given up
   */
  public void dismissFollowUp(FollowUpRecord followUp) {
    if (database.change(FollowUps.dismiss(followUp.id())) == 0) {
      throw new IllegalStateException("It wasn't given up");
    }
  }

  /**
   * Gives up the follow-ups of presses that ended before that time, unless somebody is doing them
   * now.
   *
   * @return how many were given up
   */
  public int giveUpFollowUpsBefore(Instant then) {
    int givenUp = 0;
    int batch;
    do {
      batch =
          database.write(
              sql ->
                  new FollowUps(sql, database.dialect())
                      .giveUpBefore(then, REMOVED_AT_ONCE, now()));
      givenUp += batch;
    } while (batch == REMOVED_AT_ONCE);
    return givenUp;
  }

  /** Records that a Gorgias account, named by its address, has accepted a store's credentials. */
  public void letIn(String store, String account) {
    database.change(Notes.letIn(store, account));
  }

  /** Whether a Gorgias account has ever accepted a store's credentials. */
  public boolean wasLetIn(String store, String account) {
    return read((presses, notes) -> notes.wasLetIn(store, account));
  }

  /**
   * Forgets which accounts have accepted the store's credentials, because the store comes back at
   * another address.
   */
  public void forgetAccounts(String store) {
    database.write(sql -> sql.update("delete from account where store = ?", store));
  }

  /** The presses that ended since that time, on whichever server, the last ones first. */
  public List<Press> endedSince(Instant then, int most) {
    return read((presses, notes) -> presses.endedSince(then, most));
  }

  /** The presses that are asked for, newest first. */
  public List<Press> search(PressQuery query, int most, int offset) {
    Database.Work<List<Press>> search =
        sql -> new Presses(sql, database.dialect()).search(query, most, offset);
    return query.isNarrow() ? database.read(search) : database.search(search);
  }

  /** The numbers of presses and notes. The query is cheap enough to be asked every few seconds. */
  public Counts counts() {
    Map<String, Map<PressState, Long>> presses = new TreeMap<>();
    Map<String, Long> pending = new TreeMap<>();
    Map<String, Long> lost = new TreeMap<>();
    Instant since = now().minus(COUNTED);
    return database.read(
        sql -> {
          sql.all(
              """
              select store, state, count(*) from press
              where state = 'accepted' group by store, state
              union all
              select store, state, count(*) from press
              where state = 'parked' group by store, state
              union all
              select store, state, count(*) from press
              where ended_at >= ? and state in ('applied', 'refused', 'dismissed')
              group by store, state
              """,
              row ->
                  presses
                      .computeIfAbsent(row.getString(1), store -> new EnumMap<>(PressState.class))
                      .put(PressState.of(row.getString(2)), row.getLong(3)),
              since);
          sql.all(
              "select store, count(*) from follow_up where state = 'due' and name = 'note'"
                  + " group by store",
              row -> pending.put(row.getString(1), row.getLong(2)));
          Optional<Instant> oldest =
              sql.one(
                  "select ended_at from press where state = 'parked' order by ended_at limit 1",
                  row -> Instant.ofEpochMilli(row.getLong(1)));
          sql.all(LOST, row -> lost.put(row.getString(1), row.getLong(2)), since);
          return new Counts(presses, pending, lost, oldest.orElse(null));
        });
  }

  /**
   * Removes the presses that ended before that time, with their histories and follow-ups. A press
   * that is parked, or that has a follow-up to be done, stays.
   *
   * @return how many presses were removed
   */
  public int removeEndedBefore(Instant then) {
    int removed = 0;
    int batch;
    do {
      batch =
          database.write(
              sql ->
                  sql.update(
                      """
                      delete from press where seq in (
                        select seq from press
                        where ended_at < ? and state in ('applied', 'refused', 'dismissed')
                        and not exists (
                          select 1 from follow_up
                          where follow_up.press_id = press.id and follow_up.state = 'due')
                        order by ended_at limit ?\
                      """
                          + database.dialect().skipLocked()
                          + ")",
                      then,
                      REMOVED_AT_ONCE));
      removed += batch;
    } while (batch == REMOVED_AT_ONCE);
    return removed;
  }

  /** Removes every press of a store with its follow-ups, in whatever state it is. */
  public void removeAll(String store) {
    database.write(sql -> sql.update("delete from press where store = ?", store));
  }

  /**
   * Frees every press and follow-up that is held, so that work goes on at once after a stop.
   *
   * <p><b>Note:</b> only a server that has this ledger to itself may call this: a living server
   * would lose what it holds to another.
   */
  void freeAll() {
    database.write(
        sql ->
            sql.update(
                    "update press set lease_until = null"
                        + " where state = 'accepted' and lease_until is not null")
                + sql.update(
                    "update follow_up set lease_until = null"
                        + " where state = 'due' and lease_until is not null"));
  }

  /**
   * Whether a press could be recorded now. A large press is inserted and taken back, and then a
   * small write is committed.
   */
  public boolean isWritable() {
    try {
      return database.write(
          sql -> {
            sql.run("savepoint trial");
            Presses presses = new Presses(sql, database.dialect());
            presses.run(Presses.insert(Press.pressed(TRIAL, now()), TRIAL.fingerprint(), null));
            sql.run("rollback to savepoint trial");
            return sql.update("update pulse set at = ?", now()) == 1;
          });
    } catch (LedgerUnavailable e) {
      return false;
    }
  }

  private Instant now() {
    return now(clock);
  }

  private static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private interface Work<T> {
    T on(Presses presses, Notes notes) throws SQLException;
  }

  private <T> T read(Work<T> work) {
    return database.read(
        sql -> work.on(new Presses(sql, database.dialect()), new Notes(sql, database.dialect())));
  }

  private <T> T write(Work<T> work) {
    return database.write(
        sql -> work.on(new Presses(sql, database.dialect()), new Notes(sql, database.dialect())));
  }
}
