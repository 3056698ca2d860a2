package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.widget.WidgetLayout.Button;
import com.gorgiassmartrr.widget.WidgetLayout.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The layout that Gorgias stores and fills with the widget data: the fields of {@code widget.yaml}
 * and a button for each action.
 *
 * <p>Gorgias shows a card only where the widget data has an object for it that isn't empty. Every
 * button therefore stands on a card of its own, whose object is there only while its action may be
 * done to that subscription.
 *
 * <p>The same files make the same template, key by key, so that what Gorgias has can be compared
 * with it. It holds nothing secret.
 */
public final class WidgetTemplate {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * The path at which Gorgias keeps an integration's answer. Gorgias fills in the integration's
   * number.
   */
  private static final String DATA = "ticket.customer.integrations[$integrationId]";

  private static final String FORM = "application/x-www-form-urlencoded";

  private final WidgetLayout layout;

  /** In the order in which they stand. */
  private final List<ActionButton> buttons = new ArrayList<>();

  private record ActionButton(String name, String label, Action action) {}

  /**
   * A template of these parts.
   *
   * @param actions by name
   * @throws LayoutException when the layout names an action that isn't there
   */
  public WidgetTemplate(WidgetLayout layout, SortedMap<String, Action> actions) {
    this.layout = layout;
    Map<String, Action> unnamed = new LinkedHashMap<>(actions);
    for (Button button : layout.buttons()) {
      Action action = unnamed.remove(button.action());
      if (action == null) {
        throw new LayoutException(
            layout.file(),
            button.line(),
            "there is no action '"
                + button.action()
                + "'; write one of "
                + String.join(", ", actions.keySet())
                + ".");
      }
      if (button.shown()) {
        String label = button.label().isEmpty() ? action.getLabel() : button.label();
        buttons.add(new ActionButton(button.action(), label, action));
      }
    }
    unnamed.forEach(
        (name, action) -> buttons.add(new ActionButton(name, action.getLabel(), action)));
  }

  /**
   * Finds out whether a template can be made of these parts.
   *
   * @throws LayoutException when the layout names an action that isn't there
   */
  static void check(WidgetLayout layout, SortedMap<String, Action> actions) {
    var unused = new WidgetTemplate(layout, actions);
  }

  /**
   * The template of the files that the settings name, without a server.
   *
   * @throws LayoutException when one of them can't be read or has a mistake
   */
  public static WidgetTemplate read(Settings settings) {
    return new WidgetTemplate(
        WidgetLayout.read(Path.of(settings.get("widget.layout"))), ActionFiles.read(settings));
  }

  /**
   * The template's JSON.
   *
   * @param publicUrl where Gorgias reaches the server, without a path
   * @param store the store's name
   * @param reasons for cancelling, of which agents choose
   */
  public JsonNode json(String publicUrl, String store, List<Reason> reasons) {
    String address = publicUrl.replaceAll("/+$", "") + "/gorgias/" + store + "/actions/";
    ObjectNode root = JSON.objectNode().put("type", "wrapper");
    ObjectNode card = card("", layout.title(), 0);
    card.set("widgets", fields(layout.fields(), DATA, address, reasons));
    root.putArray("widgets").add(card);
    return root;
  }

  /**
   * Fields.
   *
   * @param place where the data is that they stand in, as Gorgias's templates name it
   */
  private ArrayNode fields(List<Field> fields, String place, String address, List<Reason> reasons) {
    ArrayNode widgets = JSON.arrayNode();
    for (Field field : fields) {
      boolean empty = field.type().equals(WidgetLayout.BUTTONS) && buttons.isEmpty();
      if (field.shown() && !empty) {
        widgets.add(field(field, widgets.size(), place, address, reasons));
      }
    }
    return widgets;
  }

  private ObjectNode field(
      Field field, int order, String place, String address, List<Reason> reasons) {
    String inside = place + "." + field.path();
    switch (field.type()) {
      case WidgetLayout.CARD -> {
        ObjectNode card = card(field.path(), field.title(), order);
        card.set("widgets", fields(field.fields(), inside, address, reasons));
        return card;
      }
      case WidgetLayout.LIST -> {
        ObjectNode list = node(WidgetLayout.LIST, field.path(), field.title(), order);
        // Never sorted: a sorted list numbers its rows in another order than the data has them.
        list.putObject("meta")
            .put("limit", field.limit() > 0 ? Integer.toString(field.limit()) : "")
            .put("orderBy", "");
        ObjectNode row = card("", field.row(), 0);
        row.set("widgets", fields(field.fields(), inside + "[$listIndex]", address, reasons));
        list.putArray("widgets").add(row);
        return list;
      }
      case WidgetLayout.BUTTONS -> {
        ObjectNode card = card(field.path(), field.title(), order);
        ArrayNode cards = card.putArray("widgets");
        for (ActionButton button : buttons) {
          // Without a title: the button says the same.
          ObjectNode own = card(Actions.key(button.name()), "", cards.size());
          own.withArray("/meta/custom/buttons")
              .add(json(button, address + button.name(), place, reasons));
          cards.add(own);
        }
        return card;
      }
      default -> {
        return node(field.type(), field.path(), field.title(), order);
      }
    }
  }

  private static ObjectNode json(
      ActionButton button, String url, String subscription, List<Reason> reasons) {
    Action action = button.action();
    ObjectNode json = JSON.objectNode().put("label", button.label());
    ObjectNode call = json.putObject("action").put("method", "POST").put("url", url);
    call.putArray("headers");
    call.putArray("params");
    ObjectNode body = call.putObject("body").put("contentType", FORM);
    body.putObject("application/json");
    ArrayNode form = body.putArray(FORM);
    for (String key : List.of("id", "customer_id", "press_token")) {
      String value = "{{" + subscription + "." + key + "}}";
      form.add(sent(key.equals("id") ? "subscription_id" : key, value));
    }
    form.add(sent("ticket_id", "{{ticket.id}}"));
    form.add(sent("agent", "{{current_user.email}}"));
    for (Action.Field field : action.getFields()) {
      if (!field.getType().equals("reason")) {
        form.add(asked(field.getName(), "", "text", field.getLabel(), field.isMandatory()));
      } else if (!reasons.isEmpty()) {
        String choices = choices(field, reasons);
        form.add(
            asked(field.getName(), choices, "dropdown", field.getLabel(), field.isMandatory()));
      }
    }
    if (!action.getConfirm().isBlank()) {
      form.add(asked("confirm", action.getConfirmYes(), "dropdown", action.getConfirm(), true));
    }
    return json;
  }

  /** The choices of a dropdown. It isn't known whether Gorgias chooses the first one by itself. */
  private static String choices(Action.Field field, List<Reason> reasons) {
    List<String> choices = new ArrayList<>();
    if (!field.isMandatory()) {
      choices.add(field.getNone());
    }
    reasons.forEach(reason -> choices.add(reason.text()));
    return choices.stream().distinct().collect(Collectors.joining(";"));
  }

  private static ObjectNode sent(String key, String value) {
    return parameter(key, value, "text", "", false, false);
  }

  private static ObjectNode asked(
      String key, String value, String type, String label, boolean mandatory) {
    return parameter(key, value, type, label, true, mandatory);
  }

  private static ObjectNode parameter(
      String key, String value, String type, String label, boolean editable, boolean mandatory) {
    return JSON.objectNode()
        .put("key", key)
        .put("value", value)
        .put("type", type)
        .put("label", label)
        .put("editable", editable)
        .put("mandatory", mandatory);
  }

  private static ObjectNode card(String path, String title, int order) {
    ObjectNode card = node(WidgetLayout.CARD, path, title, order);
    ObjectNode meta =
        card.putObject("meta")
            .put("displayCard", true)
            .put("link", "")
            .put("pictureUrl", "")
            .put("color", "");
    ObjectNode custom = meta.putObject("custom");
    custom.putArray("links");
    custom.putArray("buttons");
    card.putArray("widgets");
    return card;
  }

  private static ObjectNode node(String type, String path, String title, int order) {
    return JSON.objectNode()
        .put("type", type)
        .put("path", path)
        .put("title", title)
        .put("order", order);
  }
}
