package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes Gorgias have what a store is to have: it changes what differs, and reads again until
 * nothing differs.
 */
final class Convergence {
  private static final int MOST_ROUNDS = 3;

  private final StoreWork work;
  private final Wanted wanted;
  private final GorgiasAdmin gorgias;
  private final Steps steps;

  /** How many changes were made, or may have been. */
  private int changes;

  /** Whether a step about the widget was told; a second look tells only what is new. */
  private boolean toldOfWidget;

  /** The integration that was made; 0 when none was. */
  private long made;

  Convergence(StoreWork work, Wanted wanted) {
    this.work = work;
    this.wanted = wanted;
    gorgias = work.gorgias();
    steps = work.steps();
  }

  /**
   * Changes what is different.
   *
   * @param first what there is
   * @return what there is then
   */
  Found run(Found first) {
    Found found = first;
    for (int round = 1; makeChanges(found); round++) {
      found = Found.read(gorgias, work.store().name());
      if (round == MOST_ROUNDS) {
        Drift.lines(found, wanted, work.store().name())
            .forEach(
                line ->
                    steps.wrong(Part.INTEGRATION, "Gorgias doesn't keep what it is told: " + line));
        break;
      }
    }
    return found;
  }

  /** Undoes the changes where it can, and returns whether everything is as it was before. */
  boolean undo() {
    if (changes == 0) {
      return true;
    }
    if (made == 0 || changes > 1) {
      return false;
    }
    try {
      gorgias.dropIntegration(made);
      return true;
    } catch (GorgiasFailure e) {
      return false;
    }
  }

  /** Makes the changes that are due; returns whether there were any. */
  private boolean makeChanges(Found found) {
    ObjectNode integration = found.integration();
    if (integration == null) {
      return makeBoth(found);
    }
    boolean changed = setIntegration(integration);
    for (ObjectNode surplus : found.surplus()) {
      for (ObjectNode widget : found.widgetsOf(Found.id(surplus))) {
        change(() -> gorgias.dropWidget(Found.id(widget)));
      }
      change(() -> gorgias.dropIntegration(Found.id(surplus)));
      changed = true;
      steps.done(
          Part.INTEGRATION,
          "The HTTP integration "
              + Found.label(surplus)
              + ", which was made once too often, is deleted.");
    }
    boolean widgetChanged = setWidget(found, Found.id(integration));
    return changed || widgetChanged;
  }

  private boolean makeBoth(Found found) {
    steps.begin(Part.INTEGRATION, "Making the HTTP integration");
    made = add(() -> gorgias.addIntegration(wanted.integration()));
    tell(Status.DONE, "The HTTP integration is made", made);
    if (made > 0) {
      setWidget(found, made);
    }
    return true;
  }

  private boolean setIntegration(ObjectNode integration) {
    long id = Found.id(integration);
    String label = "The HTTP integration " + Found.label(integration);
    List<String> drift = Drift.ofIntegration(wanted, integration, work.store().name());
    if (drift.isEmpty()) {
      if (changes == 0) {
        tell(Status.RIGHT, label + " is as it is to be", id);
      }
      return false;
    }
    steps.begin(Part.INTEGRATION, "Setting the HTTP integration right");
    change(() -> gorgias.setIntegration(id, wanted.integration(integration)));
    tell(Status.DONE, label + " is set right: " + String.join("; ", drift), id);
    return true;
  }

  private boolean setWidget(Found found, long integration) {
    List<ObjectNode> widgets = found.widgetsOf(integration);
    boolean changed = false;
    if (widgets.isEmpty()) {
      steps.begin(Part.WIDGET, "Making the widget");
      change(() -> gorgias.addWidget(wanted.widget(integration, null)));
      changed = true;
      toldOfWidget = true;
      steps.done(Part.WIDGET, "The widget is made.");
    } else {
      changed = setWidget(widgets.get(0), integration);
    }
    List<ObjectNode> surplus = new ArrayList<>(found.orphans());
    widgets.stream().skip(1).forEach(surplus::add);
    for (ObjectNode widget : surplus) {
      change(() -> gorgias.dropWidget(Found.id(widget)));
      changed = true;
      steps.done(Part.WIDGET, "A widget that was left over (" + Found.id(widget) + ") is deleted.");
    }
    return changed;
  }

  private boolean setWidget(ObjectNode widget, long integration) {
    List<String> drift = WidgetDrift.of(wanted, widget);
    if (drift.isEmpty()) {
      if (!toldOfWidget) {
        steps.right(Part.WIDGET, "The widget is as it is to be.");
        toldOfWidget = true;
      }
      return false;
    }
    steps.begin(Part.WIDGET, "Setting the widget right");
    change(() -> gorgias.setWidget(Found.id(widget), wanted.widget(integration, widget)));
    toldOfWidget = true;
    steps.done(Part.WIDGET, "The widget is set right: " + String.join("; ", drift) + ".");
    return true;
  }

  private void tell(Status status, String sentence, long integration) {
    String link =
        integration == 0
            ? null
            : work.account().url() + "/app/settings/integrations/http/" + integration;
    steps.add(new Step(Part.INTEGRATION, status, sentence + ".", link));
  }

  /** Makes a change whose answer may be unreadable: the next look will show it. */
  private void change(Runnable call) {
    try {
      call.run();
    } catch (GorgiasFailure e) {
      changes += e.isWithoutEffect() ? 0 : 1;
      if (e.failure().kind() != Kind.MALFORMED) {
        throw e;
      }
      return;
    }
    changes++;
  }

  /** The id of what was added; 0 when the answer doesn't tell it. */
  private long add(Supplier<JsonNode> call) {
    long[] id = new long[1];
    change(() -> id[0] = Found.id(call.get()));
    return id[0];
  }
}
