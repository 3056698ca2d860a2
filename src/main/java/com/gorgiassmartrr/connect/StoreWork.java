package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.GorgiasAdmin.Waiting;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.widget.LayoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What connecting, checking and disconnecting a store have in common. */
final class StoreWork {
  private final Draft draft;
  private final Connectors connectors;
  private final Waiting waiting;
  private final Steps steps;
  private final GorgiasAdmin gorgias;

  /** Work on this store, told by these steps. */
  StoreWork(Draft draft, Connectors connectors, Waiting waiting, Steps steps) {
    this.draft = draft;
    this.connectors = connectors;
    this.waiting = waiting;
    this.steps = steps;
    this.gorgias =
        new GorgiasAdmin(
            connectors.gorgias(),
            draft.store(),
            waiting,
            length ->
                steps.begin(
                    Part.STORE, "Gorgias asks for a pause of " + length.toSeconds() + " seconds"));
  }

  Draft draft() {
    return draft;
  }

  Store store() {
    return draft.store();
  }

  Steps steps() {
    return steps;
  }

  GorgiasAdmin gorgias() {
    return gorgias;
  }

  GorgiasAccount account() {
    return Objects.requireNonNull(store().gorgias());
  }

  /** Verifies each credential by itself; null when Gorgias can't be worked with. */
  @Nullable Found verify() {
    steps.begin(Part.GORGIAS_API_KEY, "Asking Gorgias");
    Found found = null;
    try {
      gorgias.account();
      found = Found.read(gorgias, store().name());
      steps.right(
          Part.GORGIAS_API_KEY,
          "Gorgias accepts the user and the API key at " + account().url() + ".");
    } catch (GorgiasFailure e) {
      tell(e);
    }
    steps.begin(Part.SMARTRR_TOKEN, "Asking Smartrr");
    new TokenRights(connectors.smartrr(), store()).verify(steps);
    String doubt = PublicAddress.doubt(draft.publicUrl());
    boolean isGorgiasHere = PublicAddress.isOfThisMachine(account().url().getHost());
    if (!doubt.isEmpty() && !isGorgiasHere) {
      steps.warn(Part.PUBLIC_URL, doubt);
    }
    return found;
  }

  /** What the store is to have in Gorgias; null when that can't be told, which the steps say. */
  @Nullable Wanted wanted() {
    try {
      JsonNode template = connectors.templates().json(draft.publicUrl().toString(), store());
      return new Wanted(store().name(), draft.publicUrl(), draft.secrets().get(0), template);
    } catch (PartnerFailure e) {
      steps.add(Sentences.smartrr(e, store().smartrrUrl()));
    } catch (LayoutException e) {
      steps.wrong(Part.WIDGET, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** Asks the server at the public address whether it serves the store. */
  Step askServer() {
    try {
      return new ServerProbe(waiting)
          .ask(store().name(), draft.publicUrl(), draft.secrets().get(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Step(Part.SERVER, Status.WARNING, "The server wasn't asked.");
    }
  }

  /** Tells why Gorgias can't be worked with. */
  void tell(GorgiasFailure failure) {
    steps.add(Sentences.gorgias(failure, account().url()));
  }

  /** Warns of what agents see beside our widget, and of what asks this server beside ours. */
  void warnOfOthers(Found found) {
    for (String own : found.smartrrsOwn()) {
      steps.warn(
          Part.WIDGET,
          "Smartrr's own widget stands beside this one: "
              + own
              + ". Switch it off in Gorgias under Settings, HTTP integration: its buttons change"
              + " subscriptions past this server.");
    }
    for (ObjectNode other : found.besides()) {
      steps.warn(
          Part.INTEGRATION,
          "The HTTP integration "
              + Found.label(other)
              + " asks this server, too, and wasn't made by connect: delete it in Gorgias, or each"
              + " trigger is answered twice.");
    }
  }
}
