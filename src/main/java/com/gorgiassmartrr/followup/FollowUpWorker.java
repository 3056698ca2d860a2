package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.followup.FollowUpRun.Failure;
import com.gorgiassmartrr.ledger.FollowUpQueue;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpRule;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.NewFollowUp;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what follows from presses: says what is recorded with each end, takes what is due from the
 * ledger, runs its route, and gives it back, or up, where that fails.
 *
 * <p>Those of one store and one name are worked on by themselves, on threads that nothing else
 * waits for: a receiver that hangs holds up neither a press, nor a note, nor another follow-up. As
 * a step of a route it looks for what is due.
 */
public final class FollowUpWorker extends LifecycleStrategySupport
    implements FollowUpRule, Processor {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUpWorker.class);
  private static final Pattern TICKET = Pattern.compile("[0-9]{1,18}");

  /** How much longer than a try may take nobody else makes it. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final Duration LONGEST_TOLD = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 20;

  private final Stores stores;
  private final Actions actions;
  private final FollowUps followUps;
  private final Targets targets;
  private final Ledger ledger;
  private final FollowUpSettings settings;
  private final Clock clock;
  private final FollowUpRun runs;
  private final ScheduledExecutorService timers;
  private final Executor threads;
  private final Map<FollowUpQueue, Line> lines = new ConcurrentHashMap<>();
  private volatile Consumer<String> notes = store -> {};
  private volatile boolean running = true;

  FollowUpWorker(
      CamelContext context,
      Stores stores,
      Actions actions,
      FollowUps followUps,
      Targets targets,
      Ledger ledger,
      FollowUpSettings settings,
      ScheduledExecutorService timers,
      Executor threads) {
    this.stores = stores;
    this.actions = actions;
    this.followUps = followUps;
    this.targets = targets;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = ledger.clock();
    this.runs = new FollowUpRun(context, targets, timers, clock);
    this.timers = timers;
    this.threads = threads;
  }

  @Override
  public List<NewFollowUp> of(Press ended) {
    List<NewFollowUp> following = new ArrayList<>();
    try {
      followUps
          .all()
          .forEach(
              (name, followUp) -> {
                if (!name.equals(FollowUps.NOTE) && isDue(followUp, ended)) {
                  String lane = followUp.isInOrder() ? ended.what().origin().ticketId() : "";
                  String body = PressBody.of(ended, label(ended.what().action())).toString();
                  following.add(new NewFollowUp(name, lane, body));
                }
              });
    } catch (RuntimeException e) {
      // A press must end, whatever is wrong with what follows from it.
      LOG.error("press {}: what follows from it can't be recorded", ended.reference(), e);
    }
    return following;
  }

  private boolean isDue(FollowUp followUp, Press ended) {
    String name = ended.what().store();
    Store store = stores.named(name);
    return store != null
        && followUp.follows(ended.what().action(), ended.state())
        && targets.isOn(followUp, name)
        && (!followUp.writesToGorgias() || store.gorgias() != null)
        && (!followUp.needsTicket() || TICKET.matcher(ended.what().origin().ticketId()).matches());
  }

  private String label(String action) {
    Action known = actions.all().get(action);
    return known == null ? action : known.getLabel();
  }

  /** Names who writes the notes of a store, each exactly once. */
  void notesBy(Consumer<String> writer) {
    notes = writer;
  }

  @Override
  public void recorded(String store, String name) {
    if (name.equals(FollowUps.NOTE)) {
      notes.accept(store);
    } else {
      wake(new FollowUpQueue(store, name));
    }
  }

  /** Looks for what is due. */
  @Override
  public void process(Exchange exchange) {
    try {
      ledger.followUpQueues().forEach(this::wake);
    } catch (LedgerUnavailable e) {
      LOG.debug("The ledger has told the log", e);
    }
  }

  private void wake(FollowUpQueue queue) {
    if (running && !queue.name().equals(FollowUps.NOTE) && stores.named(queue.store()) != null) {
      lines.computeIfAbsent(queue, this::line).wake();
    }
  }

  /** Begins no further try, and waits a while for those under way, so that they are recorded. */
  @Override
  public void onContextStopping(CamelContext context) {
    running = false;
    long end = System.nanoTime() + LONGEST_STOP.toNanos();
    lines.values().forEach(Line::stop);
    lines.values().forEach(line -> line.awaitStopped(end));
  }

  private Line line(FollowUpQueue queue) {
    String name = queue.store() + ": follow-ups " + queue.name();
    return new Line(name, new Due(queue), settings.threads(), timers, threads);
  }

  /** The follow-ups of one store and name. */
  private final class Due implements Line.Work {
    private final FollowUpQueue queue;

    Due(FollowUpQueue queue) {
      this.queue = queue;
    }

    @Override
    public int room() {
      return settings.threads();
    }

    @Override
    public Duration untilRoom() {
      throw new IllegalStateException("There is always room");
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
    public void make() {
      try {
        carryOut(record, followUp, owner);
      } catch (LedgerUnavailable e) {
        LOG.debug("{}: a follow-up is looked for later", record.store(), e);
      } catch (RuntimeException | Error e) {
        // The lease runs out, and it is tried again.
        LOG.warn(
            "{}: the follow-up {} of press {} is left for later: {}",
            record.store(),
            record.what().name(),
            record.press().reference(),
            e.toString());
      }
    }

    /** The lease runs out, or the server that is started next takes it up at once. */
    @Override
    public void giveBack() {
      LOG.debug("press {}: {} waits", record.press().reference(), record.what().name());
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

  /** Twice as long after each try, spread so that not all come at once. */
  private Duration delay(FollowUpRecord record, @Nullable FollowUp followUp, Failure failure) {
    Duration first = set(followUp == null ? "" : followUp.getFirstRetry(), settings.firstRetry());
    Duration longest =
        set(followUp == null ? "" : followUp.getLongestRetry(), settings.longestRetry());
    int doublings = Math.min(Math.max(0, record.tries().count() - 1), MOST_DOUBLINGS);
    Duration grown = shorter(first.multipliedBy(1L << doublings), longest);
    long spread = grown.toMillis() * (80 + ThreadLocalRandom.current().nextInt(41)) / 100;
    Duration told = shorter(failure.pause(), LONGEST_TOLD);
    return told.toMillis() > spread ? told : Duration.ofMillis(spread);
  }

  private Duration timeout(@Nullable FollowUp followUp) {
    return set(followUp == null ? "" : followUp.getTimeout(), settings.timeout());
  }

  private static Duration set(String value, Duration otherwise) {
    return Objects.requireNonNullElse(FollowUp.duration(value), otherwise);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
