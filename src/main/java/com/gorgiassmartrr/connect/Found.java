package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.partner.OneLine;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of an account's integrations and widgets belongs to a store.
 *
 * <p>An integration that connect made is known by the mark in its description or, should that have
 * been edited, by its address: the store's path with a fingerprint. One that was made by hand asks
 * for the same path and has neither; connect takes it over when there is none of its own. A widget
 * has no name and no description: it is the one that shows the integration's data beside tickets.
 */
final class Found {
  private final String store;
  private final List<ObjectNode> integrations;
  private final List<ObjectNode> widgets;
  private final List<ObjectNode> made = new ArrayList<>();
  private final List<ObjectNode> byHand = new ArrayList<>();

  private Found(String store, List<ObjectNode> integrations, List<ObjectNode> widgets) {
    this.store = store;
    this.integrations = integrations;
    this.widgets = widgets;
    for (ObjectNode integration : integrations) {
      boolean isMarked = integration.path("description").asText("").contains(Wanted.mark(store));
      boolean isHere = Wanted.path(store).equals(path(url(integration)));
      if (isMarked || (isHere && url(integration).contains("&" + Wanted.FINGERPRINT + "="))) {
        made.add(integration);
      } else if (isHere) {
        byHand.add(integration);
      }
    }
  }

  /** Reads both lists. */
  static Found read(GorgiasAdmin gorgias, String store) {
    return new Found(store, http(gorgias.integrations()), gorgias.widgets());
  }

  /** Reads the integrations alone. */
  static Found integrations(GorgiasAdmin gorgias, String store) {
    return new Found(store, http(gorgias.integrations()), List.of());
  }

  private static List<ObjectNode> http(List<ObjectNode> integrations) {
    return integrations.stream()
        .filter(row -> row.path("type").asText("http").equals("http"))
        .toList();
  }

  /** The store's integration, or null. Of several it is the oldest. */
  @Nullable ObjectNode integration() {
    return !made.isEmpty() ? oldest(made) : byHand.isEmpty() ? null : oldest(byHand);
  }

  /** The store's integrations that connect made. */
  List<ObjectNode> made() {
    return made;
  }

  /** The integrations that connect made beside the one that is kept. */
  List<ObjectNode> surplus() {
    ObjectNode kept = integration();
    return made.stream().filter(one -> kept == null || id(one) != id(kept)).toList();
  }

  /** The integrations that were made by hand for the same store. */
  List<ObjectNode> byHand() {
    return byHand;
  }

  /** The integrations made by hand that connect doesn't take over. */
  List<ObjectNode> besides() {
    ObjectNode kept = integration();
    return byHand.stream().filter(one -> kept == null || id(one) != id(kept)).toList();
  }

  /** The widgets that show an integration's data beside tickets, the oldest first. */
  List<ObjectNode> widgetsOf(long integration) {
    return widgets.stream()
        .filter(
            widget ->
                widget.path("type").asText("").equals("http")
                    && widget.path("integration_id").asLong(-1) == integration
                    && widget.path("context").asText("ticket").equals("ticket"))
        .sorted((a, b) -> Long.compare(id(a), id(b)))
        .toList();
  }

  /** Widgets with buttons of this store, whose integration is gone. */
  List<ObjectNode> orphans() {
    Set<Long> there = integrations.stream().map(Found::id).collect(Collectors.toSet());
    return widgets.stream()
        .filter(
            widget ->
                widget.path("type").asText("").equals("http")
                    && !there.contains(widget.path("integration_id").asLong(-1))
                    && hasButtonOfStore(widget.path("template")))
        .toList();
  }

  private boolean hasButtonOfStore(JsonNode node) {
    for (JsonNode button : node.path("meta").path("custom").path("buttons")) {
      String path = path(button.path("action").path("url").asText(""));
      if (path != null && path.startsWith("/gorgias/" + store + "/actions/")) {
        return true;
      }
    }
    for (JsonNode child : node.path("widgets")) {
      if (hasButtonOfStore(child)) {
        return true;
      }
    }
    return false;
  }

  /** Integrations and widgets of Smartrr's own that agents see beside ours, each in a few words. */
  List<String> smartrrsOwn() {
    List<String> found = new ArrayList<>();
    Set<Long> named = new HashSet<>();
    for (ObjectNode integration : integrations) {
      if (isActive(integration) && !made.contains(integration) && asksSmartrr(integration)) {
        found.add("the HTTP integration " + label(integration));
        named.add(id(integration));
      }
    }
    for (ObjectNode widget : widgets) {
      if (isActive(widget)
          && !named.contains(widget.path("integration_id").asLong(-1))
          && hasButtonAtSmartrr(widget.path("template"))) {
        found.add("a widget (" + id(widget) + ")");
      }
    }
    return found;
  }

  private static boolean asksSmartrr(ObjectNode integration) {
    String url = url(integration);
    return isSmartrr(url) || url.contains("/vendor/order/formatted");
  }

  private static boolean hasButtonAtSmartrr(JsonNode node) {
    for (JsonNode button : node.path("meta").path("custom").path("buttons")) {
      if (isSmartrr(button.path("action").path("url").asText(""))) {
        return true;
      }
    }
    for (JsonNode child : node.path("widgets")) {
      if (hasButtonAtSmartrr(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSmartrr(String url) {
    String host = origin(url).toLowerCase(Locale.ROOT).replaceAll("^https?://|:\\d+$", "");
    return host.equals("smartrr.com") || host.endsWith(".smartrr.com");
  }

  private static ObjectNode oldest(List<ObjectNode> integrations) {
    ObjectNode oldest = integrations.get(0);
    for (ObjectNode integration : integrations) {
      oldest = id(integration) < id(oldest) ? integration : oldest;
    }
    return oldest;
  }

  static boolean isActive(JsonNode row) {
    return row.path("deactivated_datetime").asText("").isEmpty();
  }

  static long id(JsonNode row) {
    return row.path("id").asLong();
  }

  /** An integration by its name and number, such as {@code "Smartrr" (12)}. */
  static String label(ObjectNode integration) {
    return "\u201c"
        + OneLine.of(integration.path("name").asText(""), 80)
        + "\u201d ("
        + id(integration)
        + ")";
  }

  static String url(JsonNode integration) {
    return integration.path("http").path("url").asText("");
  }

  /** The scheme and the host of an address; empty when it has none. */
  static String origin(String url) {
    String bare = beforeQuery(url);
    int slash = bare.indexOf('/', bare.indexOf("://") + 3);
    return bare.contains("://") ? (slash < 0 ? bare : bare.substring(0, slash)) : "";
  }

  /** The path of an address, whose query may hold templates; null when it is no address. */
  static @Nullable String path(String url) {
    try {
      return new URI(beforeQuery(url)).getPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static String beforeQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
