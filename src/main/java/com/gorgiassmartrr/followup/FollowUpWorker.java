package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.followup.FollowUpRun.Failure;
import com.gorgiassmartrr.ledger.FollowUpQueue;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the follow-ups that have no work of their own: takes what is due from the ledger, runs
 * its route, and gives it back, or up, where that fails. Those of one store and one name are a line
 * by themselves, on threads that nothing else waits for: a receiver that hangs holds up neither a
 * press nor another follow-up.
 */
final class FollowUpWorker {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUpWorker.class);

  /** How much longer than a try may take nobody else makes it. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Stores stores;
  private final FollowUps followUps;
  private final Targets targets;
  private final Ledger ledger;
  private final FollowUpSettings settings;
  private final Clock clock;
  private final FollowUpRun runs;

  FollowUpWorker(
      CamelContext context,
      Stores stores,
      FollowUps followUps,
      Targets targets,
      Ledger ledger,
      FollowUpSettings settings,
      ScheduledExecutorService timers) {
    this.stores = stores;
    this.followUps = followUps;
    this.targets = targets;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = ledger.clock();
    this.runs = new FollowUpRun(context, targets, timers, clock);
  }

  /** The work for the lines of a follow-up. */
  Line.Works named(String name) {
    return store -> new Due(new FollowUpQueue(store, name));
  }

  /** The follow-ups of one store and name. */
  private final class Due implements Line.Work {
    private final FollowUpQueue queue;

    Due(FollowUpQueue queue) {
      this.queue = queue;
    }

    @Override
    public int most() {
      return settings.threads();
    }

    @Override
    public List<Line.Try> take(int most) {
      String owner = ledger.newOwner();
      FollowUp followUp = followUps.find(queue.name());
      Duration lease = timeout(followUp).plus(MARGIN);
      return ledger.claimFollowUps(queue, owner, lease, most).stream()
          .<Line.Try>map(record -> new Attempt(record, followUp, owner))
          .toList();
    }
  }

  /** One try of a follow-up that this server holds. */
  private final class Attempt implements Line.Try {
    private final FollowUpRecord record;
    private final @Nullable FollowUp followUp;
    private final String owner;

    Attempt(FollowUpRecord record, @Nullable FollowUp followUp, String owner) {
      this.record = record;
      this.followUp = followUp;
      this.owner = owner;
    }

    @Override
    public String name() {
      return record.store()
          + ": the follow-up "
          + record.what().name()
          + " of press "
          + record.press().reference();
    }

    @Override
    public void make() {
      carryOut(record, followUp, owner);
    }
  }

  private void carryOut(FollowUpRecord record, @Nullable FollowUp followUp, String owner) {
    Store store = stores.named(record.store());
    Failure failure;
    if (followUp == null || store == null) {
      failure = new Failure("There is no such follow-up any more.", Duration.ZERO);
    } else if (!targets.isOn(followUp, record.store())) {
      String missing = String.join(", ", followUp.switches());
      failure = new Failure("It is switched off: set " + missing + ".", Duration.ZERO);
    } else if (followUp.writesToGorgias() && isOfAnotherAccount(record, store)) {
      giveUp(record, owner, "The store has another Gorgias account by now.");
      return;
    } else {
      failure = runs.run(record, followUp, store, timeout(followUp));
    }
    if (failure == null) {
      ledger.followUpDone(record.id(), owner);
      LOG.info(
          "{}: the follow-up {} of press {} is done",
          record.store(),
          record.what().name(),
          record.press().reference());
    } else {
      failed(record, followUp, owner, failure);
    }
  }

  /** A ticket's number means something in its own account only. */
  private static boolean isOfAnotherAccount(FollowUpRecord record, Store store) {
    return !record.press().account().isEmpty()
        && !record.press().account().equals(store.gorgiasAddress());
  }

  private void failed(
      FollowUpRecord record, @Nullable FollowUp followUp, String owner, Failure failure) {
    Instant now = clock.instant();
    Instant end =
        record
            .tries()
            .since()
            .plus(set(followUp == null ? "" : followUp.getGiveUpAfter(), settings.giveUpAfter()));
    if (!now.isBefore(end)) {
      giveUp(record, owner, failure.why());
      return;
    }
    Instant next = now.plus(delay(record, followUp, failure));
    ledger.followUpPostponed(record.id(), owner, next.isBefore(end) ? next : end, failure.why());
    LOG.warn(
        "{}: the follow-up {} of press {} is tried again later: {}",
        record.store(),
        record.what().name(),
        record.press().reference(),
        failure.why());
  }

  private void giveUp(FollowUpRecord record, String owner, String why) {
    ledger.followUpGivenUp(record.id(), owner, why);
    LOG.warn(
        "{}: the follow-up {} of press {} is given up: {}",
        record.store(),
        record.what().name(),
        record.press().reference(),
        why);
  }

  private Duration delay(FollowUpRecord record, @Nullable FollowUp followUp, Failure failure) {
    Duration first = set(followUp == null ? "" : followUp.getFirstRetry(), settings.firstRetry());
    Duration longest =
        set(followUp == null ? "" : followUp.getLongestRetry(), settings.longestRetry());
    Duration own = Backoff.after(record.tries().count() - 1, first, longest);
    Duration told = Backoff.told(failure.pause());
    return told.compareTo(own) > 0 ? told : own;
  }

  private Duration timeout(@Nullable FollowUp followUp) {
    return set(followUp == null ? "" : followUp.getTimeout(), settings.timeout());
  }

  private static Duration set(String value, Duration otherwise) {
    return Objects.requireNonNullElse(FollowUp.duration(value), otherwise);
  }
}
