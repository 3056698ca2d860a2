package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.GorgiasAdmin.Waiting;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Connects stores: verifies the credentials, keeps the settings, and has exactly one integration
 * and one widget in Gorgias. Whatever is right already is left alone. So connecting can be
 * repeated, and goes on where an earlier time was stopped.
 *
 * <p>Every method tells its steps as it goes, and returns them. It may take a minute, and blocks.
 */
public final class Connection {
  private final SettingsKeeper keeper;
  private final Connectors connectors;
  private final Consumer<String> afterwards;
  private final Waiting waiting;
  private final AtomicInteger atWork = new AtomicInteger();

  /** A connection of stores whose settings are kept by this keeper. */
  public Connection(SettingsKeeper keeper, Connectors connectors) {
    this(keeper, connectors, store -> {});
  }

  /**
   * A connection of stores whose settings are kept by this keeper.
   *
   * @param afterwards is told of each store that may have changed in Gorgias
   */
  public Connection(SettingsKeeper keeper, Connectors connectors, Consumer<String> afterwards) {
    this(keeper, connectors, afterwards, length -> Thread.sleep(length.toMillis()));
  }

  Connection(
      SettingsKeeper keeper, Connectors connectors, Consumer<String> afterwards, Waiting waiting) {
    this.keeper = keeper;
    this.connectors = connectors;
    this.afterwards = afterwards;
    this.waiting = waiting;
  }

  /** The name of a store where none is named. */
  public String usualStore() {
    return keeper.usualStore();
  }

  /** Whether a store is being connected or disconnected right now, by this connection. */
  public boolean isAtWork() {
    return atWork.get() > 0;
  }

  /** What is filled in for a store already; what is secret is left out. */
  public Form filledIn(String store) {
    Settings current = keeper.current(store);
    String prefix = Stores.prefix(store);
    return new Form(
        store,
        current
            .find(prefix + "gorgias.url")
            .or(() -> current.find(prefix + "gorgias.domain"))
            .orElse(null),
        current.find(prefix + "gorgias.user").orElse(null),
        null,
        null,
        current.find(prefix + "public-url").or(() -> current.find("public.url")).orElse(null));
  }

  /** Whether a store is configured, so that its secrets needn't be filled in again. */
  public boolean isConfigured(String store) {
    return keeper.isConfigured(store);
  }

  /** Where a store's settings are kept, for a person; empty where none are. */
  public String place(String store) {
    return keeper.kept(store).isEmpty() ? "" : keeper.place(store);
  }

  /**
   * Connects a store, or sets right what has changed since.
   *
   * @param rotate whether the store gets a new secret; both are valid until Gorgias has it
   */
  public Report connect(Form form, boolean rotate, Consumer<Step> progress) {
    return inTurn(
        form.store(),
        progress,
        steps -> {
          Draft draft = Draft.of(form, rotate, keeper, steps);
          if (draft != null) {
            new ConnectWork(work(draft, steps), keeper).run();
          }
        });
  }

  /** Has Gorgias run a switched-off integration again, and changes nothing else. */
  public Report reactivate(String store, Consumer<Step> progress) {
    return inTurn(
        store,
        progress,
        steps -> {
          Draft draft = Draft.of(Form.of(store), false, keeper, steps);
          if (draft != null) {
            reactivate(work(draft, steps));
          }
        });
  }

  private static void reactivate(StoreWork work) {
    Steps steps = work.steps();
    steps.begin(Part.INTEGRATION, "Asking Gorgias");
    try {
      ObjectNode integration = Found.read(work.gorgias(), work.store().name()).integration();
      if (integration == null) {
        steps.wrong(Part.INTEGRATION, "There is no HTTP integration of this store: run connect.");
        return;
      }
      String label = "The HTTP integration " + Found.label(integration) + " is switched on";
      if (Found.isActive(integration)) {
        steps.right(Part.INTEGRATION, label + ".");
        return;
      }
      Wanted wanted = work.wanted();
      if (wanted != null) {
        work.gorgias().setIntegration(Found.id(integration), wanted.integration(integration));
        steps.done(Part.INTEGRATION, label + " again.");
      }
    } catch (GorgiasFailure e) {
      work.tell(e);
    }
  }

  /** Finds out whether everything is still as connect leaves it; changes nothing. */
  public Report check(String store, Consumer<Step> progress) {
    Steps steps = new Steps(progress);
    explained(steps, () -> check(store, steps));
    return steps.report();
  }

  private void check(String store, Steps steps) {
    if (!keeper.isConfigured(store)) {
      steps.wrong(Part.STORE, "There is no store named " + store + " here: run connect.");
      return;
    }
    Draft draft = Draft.of(Form.of(store), false, keeper, steps);
    if (draft == null) {
      return;
    }
    StoreWork work = work(draft, steps);
    Found found = work.verify();
    steps.add(work.askServer());
    if (draft.secrets().size() > 1) {
      steps.wrong(Part.SETTINGS, "Two secrets are valid: run connect to end the rotation.");
    }
    Wanted wanted = found == null ? null : work.wanted();
    if (found != null && wanted != null) {
      Drift.tell(found, wanted, store, steps);
      work.warnOfOthers(found);
    }
  }

  /** Removes what connect made, in Gorgias and here, and nothing else. */
  public Report disconnect(Form form, Consumer<Step> progress) {
    return inTurn(
        form.store(),
        progress,
        steps -> new DisconnectWork(keeper, draft -> work(draft, steps), steps).run(form));
  }

  private StoreWork work(Draft draft, Steps steps) {
    return new StoreWork(draft, connectors, waiting, steps);
  }

  private Report inTurn(String store, Consumer<Step> progress, Consumer<Steps> work) {
    Steps steps = new Steps(progress);
    atWork.incrementAndGet();
    try {
      explained(steps, () -> inTurn(work, steps));
      afterwards.accept(store);
    } finally {
      atWork.decrementAndGet();
    }
    return steps.report();
  }

  private void inTurn(Consumer<Steps> work, Steps steps) {
    try (SettingsKeeper.Turn turn = keeper.turn()) {
      if (turn == null) {
        steps.wrong(Part.STORE, "Another connect or disconnect is at work; try again in a minute.");
      } else {
        work.accept(steps);
      }
    }
  }

  private static void explained(Steps steps, Runnable work) {
    try {
      work.run();
    } catch (SettingException e) {
      steps.wrong(Part.SETTINGS, String.valueOf(e.getMessage()));
    }
  }
}
