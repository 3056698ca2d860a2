package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.page.PageFiles;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;

/**
 * The operator's pages, {@code /console/presses} and so on, on the management server.
 *
 * <p>Each is the same document; its script draws the page that the address names. Who may see them
 * is the business of {@link ManagementGate}.
 */
public final class Console {
  private static final String BASE = "/console";
  static final String API = BASE + "/api";
  private static final List<String> PAGES =
      List.of("presses", "status", "routes", "widget", "connect");
  private static final List<String> ASSETS =
      List.of(
          "console.css",
          "console.js",
          "app.js",
          "presses.js",
          "status.js",
          "routes.js",
          "connect.js",
          "works.js",
          "arrange.js",
          "preview.js");

  private final Stores stores;
  private final Actions actions;
  private final StatusReport status;
  private final RoutesPage routes;
  private final WidgetPage widget;
  private final ConnectPage connect;

  public Console(
      Stores stores,
      Actions actions,
      StatusReport status,
      RoutesPage routes,
      WidgetPage widget,
      ConnectPage connect) {
    this.stores = stores;
    this.actions = actions;
    this.status = status;
    this.routes = routes;
    this.widget = widget;
    this.connect = connect;
  }

  /** Offers the pages on a server. */
  public void mount(Router router) {
    router.get("/").handler(call -> call.redirect(BASE + "/" + first()));
    router.get(BASE).handler(call -> call.redirect(BASE + "/" + first()));
    router.route(BASE + "/*").handler(PageFiles::secure);
    PAGES.forEach(page -> PageFiles.offer(router, BASE + "/" + page, Console.class, "index.html"));
    PageFiles.offerShared(router, BASE + "/assets");
    ASSETS.forEach(name -> PageFiles.offer(router, BASE + "/assets/" + name, Console.class, name));
    Replies.get(router, API + "/about", call -> about());
    Replies.get(router, API + "/status", call -> status.now());
    Replies.get(router, API + "/routes", call -> routes.now());
    widget.mount(router);
    connect.mount(router);
  }

  /** The page to begin with. Without a store it is the page that connects one. */
  private String first() {
    return stores.all().isEmpty() ? "connect" : "presses";
  }

  /** The data that every page needs: the stores and their helpdesks, and the actions' labels. */
  private JsonNode about() {
    ObjectNode about = JsonNodeFactory.instance.objectNode();
    ArrayNode rows = about.putArray("stores");
    for (Store store : stores.all()) {
      rows.addObject()
          .put("name", store.name())
          .put("helpdesk", store.gorgias() == null ? "" : store.gorgias().url().toString());
    }
    ArrayNode known = about.putArray("actions");
    for (Map.Entry<String, Action> action : actions.all().entrySet()) {
      known.addObject().put("name", action.getKey()).put("label", action.getValue().getLabel());
    }
    return about;
  }
}
