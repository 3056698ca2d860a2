package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Stores;
import java.util.HashMap;
import java.util.Map;

/** Connects one store: its settings are kept first, so that the server knows whoever asks. */
final class ConnectWork {
  private final StoreWork work;
  private final SettingsKeeper keeper;
  private final Draft draft;
  private final String store;
  private final Steps steps;
  private final Map<String, String> before;

  ConnectWork(StoreWork work, SettingsKeeper keeper) {
    this.work = work;
    this.keeper = keeper;
    draft = work.draft();
    store = work.store().name();
    steps = work.steps();
    before = keeper.kept(store);
  }

  void run() {
    Found found = work.verify();
    if (found == null || steps.isWrong()) {
      return;
    }
    Wanted wanted = work.wanted();
    if (wanted == null || !keepSettings()) {
      return;
    }
    warnOfTakingOver(found);
    Convergence convergence = new Convergence(work, wanted);
    try {
      found = convergence.run(found);
    } catch (GorgiasFailure e) {
      work.tell(e);
      afterFailure(e, convergence);
      return;
    }
    work.warnOfOthers(found);
    if (!steps.isWrong()) {
      dropOldSecret();
    }
  }

  /**
   * Keeps the settings, makes sure that the server has them, and returns whether Gorgias may be
   * changed now.
   */
  private boolean keepSettings() {
    boolean isNew = !before.equals(draft.keep());
    if (isNew) {
      steps.begin(Part.SETTINGS, "Keeping the settings");
      keeper.keep(store, draft.keep());
      steps.done(Part.SETTINGS, "The store's settings are kept in " + keeper.place(store) + ".");
    } else {
      steps.right(Part.SETTINGS, "The store's settings are in force already.");
    }
    if (isNew && !keeper.takesEffect() && draft.secrets().size() > 1) {
      steps.warn(
          Part.SETTINGS,
          "Set this where the server runs, restart it, and run connect again with the same"
              + " settings: Gorgias gets the new secret only once the server has it.");
      return false;
    }
    String later = keeper.later(store);
    if (!later.isEmpty()) {
      steps.right(Part.SERVER, later);
    } else if (keeper.takesEffect() || !isNew) {
      steps.begin(Part.SERVER, "Asking the server at " + draft.publicUrl());
      steps.add(work.askServer());
    }
    return true;
  }

  private void warnOfTakingOver(Found found) {
    ObjectNode integration = found.integration();
    if (integration == null) {
      return;
    }
    String origin = Found.origin(Found.url(integration));
    if (!origin.isEmpty()
        && !origin.equals(draft.publicUrl().toString())
        && !origin.equals(draft.knownUrl().toString())) {
      steps.warn(
          Part.INTEGRATION,
          "The HTTP integration "
              + Found.label(integration)
              + " of the store "
              + store
              + " asked another server until now: "
              + origin
              + ". If that one is still in use, name this store otherwise.");
    }
  }

  /** Undoes the changes where Gorgias refused one; otherwise tells how the next connect goes on. */
  private void afterFailure(GorgiasFailure failure, Convergence convergence) {
    if (failure.isWithoutEffect() && convergence.undo()) {
      try {
        restore();
        steps.warn(Part.SETTINGS, "Nothing was changed.");
        return;
      } catch (SettingException e) {
        // Said below: the next connect finds what there is.
      }
    }
    steps.warn(
        Part.STORE,
        "Part of it is done. Run connect again: it goes on where this one was stopped.");
  }

  private void restore() {
    if (before.equals(keeper.kept(store))) {
      return;
    }
    if (before.isEmpty()) {
      keeper.forget(store);
    } else {
      keeper.keep(store, before);
    }
  }

  private void dropOldSecret() {
    if (draft.secrets().size() < 2) {
      return;
    }
    String key = Stores.prefix(store) + "secret";
    if (draft.keep().containsKey(key) || !keeper.takesEffect()) {
      Map<String, String> one = new HashMap<>(draft.keep());
      one.put(key, draft.secrets().get(0).reveal());
      keeper.keep(store, one);
      steps.done(Part.SETTINGS, "Gorgias has the new secret; the old one isn't valid any more.");
    } else {
      steps.warn(
          Part.SETTINGS,
          "Gorgias has the new secret: remove the old one from " + key + " where it is set.");
    }
    steps.warn(
        Part.SETTINGS,
        "The address for Smartrr's webhooks has changed with the secret: register the one that"
            + " webhook-address prints now.");
  }
}
