package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.store.Store;
import java.util.List;
import java.util.Map;

/** Makes the widget template of a store of the files as they are now. */
public final class WidgetTemplates {
  private final LayoutFile layout;
  private final Actions actions;
  private final SmartrrCalls smartrr;

  /**
   * Templates of a layout, as it is in force each time.
   *
   * @param smartrr tells the reasons for cancelling
   */
  public WidgetTemplates(LayoutFile layout, Actions actions, SmartrrCalls smartrr) {
    this.layout = layout;
    this.actions = actions;
    this.smartrr = smartrr;
  }

  /**
   * The template for a store.
   *
   * @param publicUrl where Gorgias reaches the server, without a path
   * @throws LayoutException when the layout never was without a mistake
   * @throws PartnerFailure when Smartrr can't be asked for the reasons
   */
  public JsonNode json(String publicUrl, Store store) {
    WidgetTemplate template = new WidgetTemplate(layout.inForce(), actions.all());
    return template.json(publicUrl, store.name(), reasons(store));
  }

  /** Not every plan of Smartrr's has reasons: where it refuses to tell them there are none. */
  private List<Reason> reasons(Store store) {
    try {
      return Reason.of(smartrr.readNow(store, "smartrr-list-reasons", Map.of()));
    } catch (PartnerFailure failure) {
      return switch (failure.kind()) {
        case CREDENTIALS, REFUSED -> List.of();
        default -> throw failure;
      };
    }
  }
}
