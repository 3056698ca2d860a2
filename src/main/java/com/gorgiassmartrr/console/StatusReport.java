package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.IntegrationWatch;
import com.gorgiassmartrr.ledger.Counts;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.lookup.LookupCounts;
import com.gorgiassmartrr.lookup.SmartrrGuard;
import com.gorgiassmartrr.note.Budget;
import com.gorgiassmartrr.note.NoteOutbox;
import com.gorgiassmartrr.partner.Contacts;
import com.gorgiassmartrr.server.Triggers;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.jspecify.annotations.Nullable;

/**
 * How the server and each of its stores are, as the operator's page shows it. The report is made of
 * what this server has kept, and asks no partner.
 */
public final class StatusReport {
  /** How many stores are told of at once. */
  private static final int MOST_STORES = 100;

  private final CamelContext context;
  private final Stores stores;
  private final Ledger ledger;
  private final Sources sources;
  private final Clock clock;
  private final Instant since;

  /**
   * The sources of the report.
   *
   * @param smartrr how calls to Smartrr go
   * @param gorgias how calls to Gorgias go
   * @param watch whether Gorgias still asks for a store
   */
  public record Sources(
      Contacts smartrr,
      Contacts gorgias,
      SmartrrGuard guard,
      Triggers triggers,
      LookupCounts lookups,
      NoteOutbox outbox,
      IntegrationWatch watch) {}

  /** A report of a server that starts now. */
  public StatusReport(
      CamelContext context, Stores stores, Ledger ledger, Sources sources, Clock clock) {
    this.context = context;
    this.stores = stores;
    this.ledger = ledger;
    this.sources = sources;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** How everything is now; may wait for the ledger. */
  JsonNode now() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("now", clock.instant().toString()).put("since", since.toString());
    ArrayNode problems = report.putArray("problems");
    for (HealthCheck.Result result : HealthCheckHelper.invoke(context)) {
      if (result.getState() == HealthCheck.State.DOWN) {
        problems
            .addObject()
            .put("check", result.getCheck().getId())
            .put("message", result.getMessage().orElse("It isn't well."));
      }
    }
    Counts counts = counts();
    Collection<Store> all = stores.all();
    report.put("more_stores", Math.max(0, all.size() - MOST_STORES));
    ArrayNode rows = report.putArray("stores");
    mostOfInterest(all).forEach(store -> rows.add(of(store, counts)));
    return report;
  }

  /** The stores to show: first those with a problem, then those that were asked for last. */
  private List<Store> mostOfInterest(Collection<Store> all) {
    if (all.size() <= MOST_STORES) {
      return List.copyOf(all);
    }
    Map<String, Instant> asked = new HashMap<>();
    for (Store store : all) {
      Instant last = sources.triggers().of(store.name()).lastAt();
      asked.put(
          store.name(), isIll(store.name()) ? Instant.MAX : last == null ? Instant.MIN : last);
    }
    return all.stream()
        .sorted(
            Comparator.comparing((Store store) -> asked.getOrDefault(store.name(), Instant.MIN))
                .reversed())
        .limit(MOST_STORES)
        .toList();
  }

  private boolean isIll(String store) {
    return !sources.guard().problem(store).isEmpty()
        || !sources.outbox().problem(store).isEmpty()
        || !sources.watch().problem(store).isEmpty();
  }

  private @Nullable Counts counts() {
    try {
      return ledger.counts();
    } catch (LedgerUnavailable e) {
      return null;
    }
  }

  private ObjectNode of(Store store, @Nullable Counts counts) {
    String name = store.name();
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("name", name);
    SmartrrGuard guard = sources.guard();
    row.set(
        "smartrr",
        json(sources.smartrr().of(name))
            .put("address", store.smartrrUrl().toString())
            .put("circuit", guard.circuit(name))
            .put("paused_until", text(guard.pausedUntil(name)))
            .put("credentials_refused", guard.areCredentialsRefused(name)));
    row.set("gorgias", gorgias(store));
    row.set("triggers", json(sources.triggers().of(name)));
    LookupCounts.Answers lookups = sources.lookups().of(name);
    row.putObject("lookups")
        .put("cached", lookups.cached())
        .put("live", lookups.live())
        .put("stale", lookups.stale())
        .put("notice", lookups.notice());
    if (counts != null) {
      ObjectNode presses = row.putObject("presses");
      for (PressState state : PressState.values()) {
        presses.put(state.word(), counts.presses(name, state));
      }
      row.putObject("notes")
          .put("pending", counts.pendingNotes(name))
          .put("lost", counts.lostNotes(name));
    }
    return row;
  }

  private ObjectNode gorgias(Store store) {
    String name = store.name();
    ObjectNode gorgias = json(sources.gorgias().of(name));
    gorgias
        .put("address", store.gorgias() == null ? null : store.gorgias().url().toString())
        .put("problem", sources.outbox().problem(name))
        .put("switched_off", sources.watch().problem(name));
    Budget budget = sources.outbox().budget(name);
    gorgias
        .putObject("budget")
        .put("used", budget.used())
        .put("limit", budget.limit())
        .put("reserve", budget.reserve())
        .put("pause_seconds", budget.pause().toSeconds());
    return gorgias;
  }

  private static ObjectNode json(Contacts.Contact contact) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("answers", contact.answers())
        .put("failures", contact.failures())
        .put("answered_at", text(contact.answeredAt()))
        .put("failed_at", text(contact.failedAt()))
        .put("failure", contact.failure())
        .put("failing", contact.isFailing());
  }

  private static ObjectNode json(Triggers.Answers triggers) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("answered", triggers.answered())
        .put("failed", triggers.failed())
        .put("failed_in_row", triggers.failedInRow())
        .put("last_at", text(triggers.lastAt()))
        .put("failed_at", text(triggers.failedAt()))
        .put("failure", triggers.failure());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
