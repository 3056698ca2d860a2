package com.gorgiassmartrr.sandbox.smartrr;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The switches for failing. Safe for many threads.
 *
 * <p>For each request the first fault that fits is taken; only when none does, chance has its turn.
 */
public final class SmartrrFaults {
  private final Listening listening;
  private final Runnable onClear;
  private final List<Rule> rules = new ArrayList<>();
  private @Nullable Chance chance;
  private long injected;

  SmartrrFaults(Listening listening, Runnable onClear) {
    this.listening = listening;
    this.onClear = onClear;
  }

  /** Fails every request until {@link #clear()}. */
  public SmartrrFaults add(Fault fault) {
    return add(fault, RequestMatch.all());
  }

  /** Fails the requests that are meant until {@link #clear()}. */
  public SmartrrFaults add(Fault fault, Predicate<RecordedRequest> meant) {
    return addRule(new Rule(fault, meant, Integer.MAX_VALUE));
  }

  /** Fails only the next requests that are meant. */
  public SmartrrFaults addNext(int times, Fault fault, Predicate<RecordedRequest> meant) {
    return addRule(new Rule(fault, meant, times));
  }

  /**
   * Fails about one request in so many, with one of some faults, always the same ones for the same
   * seed.
   */
  public synchronized SmartrrFaults failOneIn(
      int requests, long seed, List<Fault> faults, Predicate<RecordedRequest> meant) {
    chance = new Chance(requests, new Random(seed), List.copyOf(faults), meant);
    return this;
  }

  /** How many requests were failed so far. */
  public synchronized long injected() {
    return injected;
  }

  /** The faults that are switched on now, in words. */
  public synchronized List<String> active() {
    List<String> words = new ArrayList<>();
    rules.forEach(r -> words.add(r.fault.kind().name()));
    if (chance != null) {
      words.add("one in " + chance.requests);
    }
    return words;
  }

  /** Ends every fault: hanging connections are closed, and the port is listened on again. */
  public void clear() {
    synchronized (this) {
      rules.clear();
      chance = null;
      onClear.run();
    }
    listening.listen();
  }

  /** Stops listening and closes all connections: callers are refused. Waits until that is so. */
  public void refuse() {
    listening.stop();
  }

  /** Listens again on the same port. Waits until that is so. */
  public void accept() {
    listening.listen();
  }

  /**
   * The fault for a request; takes it off when it was the last time.
   *
   * @param whenFailing told of the exchange before anybody can clear the faults again, so that none
   *     is forgotten
   */
  synchronized <T> Optional<Fault> next(
      RecordedRequest request, T exchange, Consumer<T> whenFailing) {
    Optional<Fault> fault = nextOfRules(request);
    if (fault.isEmpty() && chance != null) {
      fault = chance.next(request);
    }
    if (fault.isPresent()) {
      injected++;
      whenFailing.accept(exchange);
    }
    return fault;
  }

  private Optional<Fault> nextOfRules(RecordedRequest request) {
    Iterator<Rule> each = rules.iterator();
    while (each.hasNext()) {
      Rule rule = each.next();
      if (rule.meant.test(request)) {
        rule.left--;
        if (rule.left == 0) {
          each.remove();
        }
        return Optional.of(rule.fault);
      }
    }
    return Optional.empty();
  }

  private synchronized SmartrrFaults addRule(Rule rule) {
    rules.add(rule);
    return this;
  }

  private static final class Rule {
    private final Fault fault;
    private final Predicate<RecordedRequest> meant;
    private int left;

    Rule(Fault fault, Predicate<RecordedRequest> meant, int left) {
      this.fault = fault;
      this.meant = meant;
      this.left = left;
    }
  }

  private record Chance(
      int requests, Random random, List<Fault> faults, Predicate<RecordedRequest> meant) {
    Optional<Fault> next(RecordedRequest request) {
      if (!meant.test(request) || random.nextInt(requests) != 0) {
        return Optional.empty();
      }
      return Optional.of(faults.get(random.nextInt(faults.size())));
    }
  }
}
