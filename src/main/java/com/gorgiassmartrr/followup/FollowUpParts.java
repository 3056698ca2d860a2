package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.Registry;

/**
 * Everything that a server has for follow-ups: the list of them, the worker that runs them, and the
 * beans that their routes name.
 */
public final class FollowUpParts {
  private final FollowUps followUps;
  private final Lines lines;
  private final WebhookSignature signature;
  private final GivenUpFollowUps givenUp;

  /**
   * Makes the parts, and has the ledger record the follow-ups of each press that ends.
   *
   * @param own what is worked on in the lines of those that have a work of their own, by their
   *     names; whose work it is records them, too
   * @param timers interrupts tries that take too long, and wakes lines
   * @param threads has a thread for every task
   */
  public FollowUpParts(
      CamelContext context,
      Stores stores,
      Settings settings,
      Actions actions,
      Ledger ledger,
      FollowUps followUps,
      Map<String, Line.Works> own,
      ScheduledExecutorService timers,
      Executor threads) {
    Targets targets = new Targets(settings, stores);
    WebhookSignature.check(settings);
    signature = new WebhookSignature(targets, ledger.clock());
    this.followUps = followUps;
    FollowUpWorker others =
        new FollowUpWorker(
            context,
            stores,
            followUps,
            targets,
            ledger,
            new FollowUpSettings(
                settings.duration("follow-up.give-up-after"),
                settings.duration("follow-up.timeout"),
                settings.duration("follow-up.first-retry"),
                settings.duration("follow-up.longest-retry"),
                settings.number("follow-up.threads")),
            timers);
    lines =
        new Lines(
            stores, ledger, name -> own.getOrDefault(name, others.named(name)), timers, threads);
    givenUp = new GivenUpFollowUps(ledger);
    ledger.followBy(new WhatFollows(stores, actions, followUps, targets, own.keySet(), lines));
  }

  /** The lines in which follow-ups are done, for as long as the context runs. */
  public LifecycleStrategy lines() {
    return lines;
  }

  /** Takes up the follow-ups that there are now. */
  public void refresh() {
    followUps.refresh();
  }

  /** The follow-ups that were given up, for a person to decide on. */
  public GivenUpFollowUps givenUp() {
    return givenUp;
  }

  /** The requests about follow-ups on the management server. */
  public FollowUpApi api() {
    return new FollowUpApi(givenUp);
  }

  /** The sentence for the health check; empty: nothing is wrong. */
  public String problem() {
    return givenUp.problem();
  }

  /** Binds what the routes name. */
  public void bind(Registry registry) {
    registry.bind("followUps", followUps);
    registry.bind("followUpsDue", lines);
    registry.bind("followUpAddress", new FollowUpAddress());
    registry.bind("webhookSignature", signature);
  }
}
