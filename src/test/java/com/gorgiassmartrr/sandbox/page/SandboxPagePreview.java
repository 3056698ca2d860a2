package com.gorgiassmartrr.sandbox.page;

import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.sandbox.gorgias.StubIntegration;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Shows the page with a made-up integration, for looking at it while it is worked on. */
final class SandboxPagePreview {
  private SandboxPagePreview() {}

  private static final String BUTTONS =
      """
      [
        {"label":"Skip next order","action":{"method":"POST","url":"$URL/actions/skip","headers":[{"key":"x-store-secret","value":"preview","type":"text","label":"","editable":false,"mandatory":false}],"params":[],
         "body":{"contentType":"application/x-www-form-urlencoded","application/json":{},"application/x-www-form-urlencoded":[
           {"key":"subscription_id","value":"{{ticket.customer.integrations[$integrationId].subscriptions[$listIndex].id}}","type":"text","label":"Subscription","editable":false,"mandatory":true},
           {"key":"agent","value":"{{current_user.email}}","type":"text","label":"Agent","editable":false,"mandatory":false}]}}},
        {"label":"Pause","action":{"method":"POST","url":"$URL/actions/pause","headers":[],"params":[],
         "body":{"contentType":"application/json","application/json":{"id":"{{id}}"},"application/x-www-form-urlencoded":[]}}},
        {"label":"Set date","action":{"method":"POST","url":"$URL/actions/date","headers":[],"params":[],
         "body":{"contentType":"application/x-www-form-urlencoded","application/json":{},"application/x-www-form-urlencoded":[
           {"key":"subscription_id","value":"{{id}}","type":"text","label":"Subscription","editable":false,"mandatory":true},
           {"key":"date","value":"{{next_billing_date}}","type":"text","label":"Next billing date (YYYY-MM-DD)","editable":true,"mandatory":true}]}}},
        {"label":"Cancel","action":{"method":"POST","url":"$URL/actions/cancel","headers":[],"params":[],
         "body":{"contentType":"application/x-www-form-urlencoded","application/json":{},"application/x-www-form-urlencoded":[
           {"key":"subscription_id","value":"{{id}}","type":"text","label":"Subscription","editable":false,"mandatory":true},
           {"key":"reason","value":"Too much stock;Too expensive;Other","type":"dropdown","label":"Reason","editable":true,"mandatory":true}]}}}
      ]
      """;

  /** Serves the page on the port that is given, 8099 otherwise, until it is ended. */
  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8099;
    Vertx vertx = Vertx.vertx();
    GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
    StubIntegration stub = new StubIntegration(vertx, "{}");
    AtomicBoolean stale = new AtomicBoolean();
    stub.answer((request, received) -> answer(request, received.uri(), stale.get()));
    GorgiasSimulator.SeededIntegration seeded =
        gorgias.seedIntegration(stub.url(), "sandbox", "preview");
    addButtons(gorgias, seeded, stub.url());

    List<FaultSwitch> switches = new ArrayList<>();
    switches.add(
        new FaultSwitch(
            "smartrr-slow",
            "Smartrr",
            "Smartrr is slow",
            "The widget shows the last known data and says so.",
            stale::get,
            stale::set));
    switches.addAll(SandboxPage.gorgiasSwitches(gorgias));
    Router router = Router.router(vertx);
    SandboxPage.mount(router, gorgias, switches);
    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(port, "127.0.0.1")
        .onSuccess(server -> System.out.println("http://127.0.0.1:" + port + "/sandbox"));
  }

  private static void addButtons(
      GorgiasSimulator gorgias, GorgiasSimulator.SeededIntegration seeded, String url)
      throws Exception {
    String credentials =
        Base64.getEncoder()
            .encodeToString(
                (gorgias.user() + ":" + gorgias.apiKey()).getBytes(StandardCharsets.UTF_8));
    String uri = gorgias.url() + "/api/widgets/" + seeded.widgetId();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri)).header("authorization", "Basic " + credentials);
    String widget = client.send(request.GET().build(), HttpResponse.BodyHandlers.ofString()).body();
    String template =
        widget.substring(widget.indexOf("\"template\":"), widget.indexOf(",\"created"));
    int row = template.indexOf("\"{{label}}\"");
    int at = template.indexOf("\"buttons\":[]", row);
    String changed =
        "{"
            + template.substring(0, at)
            + "\"buttons\":"
            + BUTTONS.replace("$URL", url)
            + template.substring(at + "\"buttons\":[]".length())
            + "}";
    HttpResponse<String> response =
        client.send(
            request.PUT(HttpRequest.BodyPublishers.ofString(changed)).build(),
            HttpResponse.BodyHandlers.ofString());
    System.out.println("buttons: " + response.statusCode());
  }

  private static void answer(HttpServerRequest request, String uri, boolean stale) {
    request.response().putHeader("content-type", "application/json");
    if (uri.contains("/actions/")) {
      boolean refused = uri.contains("cancel");
      request
          .response()
          .setStatusCode(refused ? 409 : 200)
          .end(
              refused
                  ? "{\"status\":\"refused\",\"message\":\"This subscription is cancelled already.\"}"
                  : "{\"status\":\"applied\",\"message\":\"Skipped the order of 3 Dec 2026."
                      + " Next billing: 3 Jan 2027.\"}");
      return;
    }
    if (uri.contains("guest") || uri.contains("None")) {
      request.response().end("{}");
      return;
    }
    request
        .response()
        .end(
            """
            {"subscriber":{"name":"Mara Quill","email":"mara@example.com","has_logged_in":true,"since":"2025-06-10","active":1,"paused":1,"cancelled":0,"failed":0},
             "subscriptions":[
              {"id":"sub-1","customer_id":"c-1","label":"Coffee Box: ACTIVE","status":"ACTIVE","program":"Subscribe & Save","plan":"Every month","next_billing_date":"2026-12-03","created":"2025-06-10","order_count":7,"press_token":"t",
               "products":[{"name":"Coffee <script>alert(1)</script>","variant":"12 oz","quantity":2,"sku":"COF-12","amount":"48.00 USD"},{"name":"Oat milk","variant":null,"quantity":1,"sku":"OAT-1","amount":"6.00 USD"}]},
              {"id":"sub-2","customer_id":"c-1","label":"Tea Box: PAUSED","status":"PAUSED","program":"Prepaid","plan":"Every 2 months","next_billing_date":null,"created":"2026-01-15","order_count":2,"press_token":"t",
               "products":[{"name":"Sencha","variant":"100 g","quantity":1,"sku":"TEA-1","amount":"14.00 USD"}]}],
             %s "as_of":"%s","freshness":"%s"}
            """
                .formatted(
                    stale
                        ? "\"notice\":\"Smartrr is not answering: this is what was known last.\","
                        : "",
                    stale ? Instant.now().minusSeconds(600) : Instant.now(),
                    stale ? "stale" : "live"));
  }
}
