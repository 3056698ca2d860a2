package com.gorgiassmartrr.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The routes that the server calls by itself, or can't do without, by how each begins. */
final class NeededRoutes {
  private static final String DIRECT = "direct:";
  private static final String DOOR = "platform-http:";

  /** By the file that they come in. */
  static final Map<String, List<String>> ALL = all();

  /** Those that a server can do without, though it is rarely meant. */
  static final Map<String, List<String>> WANTED =
      Map.of(
          "smartrr-webhook.camel.yaml", List.of(DOOR + "/smartrr/{store}/webhooks/{key}"),
          "drop-in.camel.yaml", List.of(DOOR + "/vendor/order/formatted"));

  private NeededRoutes() {}

  private static Map<String, List<String>> all() {
    Map<String, List<String>> needed = new LinkedHashMap<>();
    needed.put(
        "lookup.camel.yaml", List.of(DOOR + "/gorgias/{store}/widget", DIRECT + "lookup-read"));
    needed.put(
        "press.camel.yaml",
        List.of(
            DOOR + "/gorgias/{store}/actions/{action}",
            "scheduler:press-due",
            DIRECT + "press-run"));
    needed.put(
        "smartrr.camel.yaml",
        List.of(
            DIRECT + "smartrr-find-orders",
            DIRECT + "smartrr-find-customers",
            DIRECT + "smartrr-list-subscriptions",
            DIRECT + "smartrr-list-events",
            DIRECT + "smartrr-list-programs",
            DIRECT + "smartrr-list-products",
            DIRECT + "smartrr-list-reasons"));
    needed.put("follow-up.camel.yaml", List.of("scheduler:follow-up-due"));
    needed.put("follow-ups/note.camel.yaml", List.of(DIRECT + "follow-up-note"));
    needed.put(
        "connect.camel.yaml",
        List.of(
            DIRECT + "gorgias-read-account",
            DIRECT + "gorgias-list-integrations",
            DIRECT + "gorgias-add-integration",
            DIRECT + "gorgias-set-integration",
            DIRECT + "gorgias-drop-integration",
            DIRECT + "gorgias-list-widgets",
            DIRECT + "gorgias-add-widget",
            DIRECT + "gorgias-set-widget",
            DIRECT + "gorgias-drop-widget"));
    return needed;
  }
}
