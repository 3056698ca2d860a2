package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import java.util.function.Function;

/** Disconnects one store: what is in Gorgias goes first, as long as its key is there. */
final class DisconnectWork {
  private final SettingsKeeper keeper;
  private final Function<Draft, StoreWork> working;
  private final Steps steps;

  DisconnectWork(SettingsKeeper keeper, Function<Draft, StoreWork> working, Steps steps) {
    this.keeper = keeper;
    this.working = working;
    this.steps = steps;
  }

  void run(Form form) {
    String name = form.store();
    Stores.checkName(name);
    String prefix = Stores.prefix(name);
    Settings current = keeper.current(name);
    boolean hasAccount =
        form.gorgiasDomain() != null
            || current.find(prefix + "gorgias.domain").isPresent()
            || current.find(prefix + "gorgias.url").isPresent();
    if (!keeper.isConfigured(name) && keeper.kept(name).isEmpty() && !hasKey(form)) {
      sayNothingIsLeft(name);
      if (form.gorgiasDomain() != null) {
        steps.warn(
            Part.GORGIAS_API_KEY,
            "Gorgias wasn't asked: fill in its user and its API key as well to remove what an"
                + " earlier connect may have left there.");
      }
      return;
    }
    if (hasAccount && !isGone(form, current)) {
      return;
    }
    boolean wasKept = keeper.forget(name);
    if (wasKept) {
      steps.done(
          Part.SETTINGS, "The store's settings are removed from " + keeper.place(name) + ".");
    }
    if (keeper.isConfigured(name)) {
      steps.warn(
          Part.SETTINGS,
          "The store is still configured in the environment or in application.properties: remove"
              + " it there.");
    } else if (!wasKept && !hasAccount) {
      sayNothingIsLeft(name);
    }
  }

  private static boolean hasKey(Form form) {
    return form.gorgiasApiKey() != null;
  }

  /**
   * Tells that there is nothing to remove. That is right after an earlier disconnect; where there
   * are other stores, the name may be misspelt.
   */
  private void sayNothingIsLeft(String name) {
    List<String> others = keeper.names();
    String sentence = "No store named " + name + " is connected here: there is nothing to remove";
    if (others.isEmpty()) {
      steps.right(Part.STORE, sentence + ".");
    } else {
      steps.warn(Part.STORE, sentence + ". There is " + String.join(", ", others) + ".");
    }
  }

  /** Removes what connect made in Gorgias, and returns whether all of it is gone. */
  private boolean isGone(Form form, Settings current) {
    Draft draft = Draft.of(withoutSmartrr(form, current), false, keeper, steps);
    if (draft == null) {
      return false;
    }
    StoreWork work = working.apply(draft);
    try {
      steps.begin(Part.INTEGRATION, "Asking Gorgias");
      Found found = Found.read(work.gorgias(), work.store().name());
      drop(found, work.gorgias());
      for (ObjectNode other : found.byHand()) {
        steps.warn(
            Part.INTEGRATION,
            "The HTTP integration "
                + Found.label(other)
                + " asks this server, but wasn't made by connect: it is left alone.");
      }
      return true;
    } catch (GorgiasFailure e) {
      boolean isAccountGone = e.failure().kind() == Kind.CREDENTIALS && e.failure().status() == 0;
      if (isAccountGone) {
        steps.right(
            Part.INTEGRATION,
            "There is no Gorgias account at " + work.account().url() + " any more.");
        return true;
      }
      work.tell(e);
      return false;
    }
  }

  private void drop(Found found, GorgiasAdmin gorgias) {
    if (found.made().isEmpty() && found.orphans().isEmpty()) {
      steps.right(Part.INTEGRATION, "In Gorgias there is nothing left that connect made.");
    }
    for (ObjectNode integration : found.made()) {
      for (ObjectNode widget : found.widgetsOf(Found.id(integration))) {
        drop(widget, gorgias);
      }
      gorgias.dropIntegration(Found.id(integration));
      steps.done(
          Part.INTEGRATION, "The HTTP integration " + Found.label(integration) + " is deleted.");
    }
    for (ObjectNode widget : found.orphans()) {
      drop(widget, gorgias);
    }
  }

  private void drop(ObjectNode widget, GorgiasAdmin gorgias) {
    gorgias.dropWidget(Found.id(widget));
    steps.done(Part.WIDGET, "The widget is deleted.");
  }

  /** The form with a stand-in for a missing Smartrr token, which disconnecting doesn't need. */
  private static Form withoutSmartrr(Form form, Settings current) {
    boolean hasToken = current.find(Stores.prefix(form.store()) + "smartrr.token").isPresent();
    return hasToken || form.smartrrToken() != null
        ? form
        : new Form(
            form.store(),
            form.gorgiasDomain(),
            form.gorgiasUser(),
            form.gorgiasApiKey(),
            new Secret("none"),
            form.publicUrl());
  }
}
