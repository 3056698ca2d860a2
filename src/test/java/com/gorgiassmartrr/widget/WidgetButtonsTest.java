package com.gorgiassmartrr.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.smartrr.Reason;
import com.gorgiassmartrr.store.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A button's card has data, and so is shown, exactly where the action may be done. */
final class WidgetButtonsTest extends SharedServerTest {
  private static final String MARA = "mara@example.com";

  @ParameterizedTest
  @EnumSource(PurchaseStatus.class)
  void cards_ofASubscription_areThoseOfTheActionsThatAreLegal(PurchaseStatus status) {
    server.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE).status(status);
    JsonNode coffee = shown(SmartrrPeople.MARA_COFFEE);
    SeenState seen = new SeenState(status.name(), coffee.path("next_billing_date").asText());
    Set<String> legal = new TreeSet<>();
    actions()
        .all()
        .forEach(
            (name, action) -> {
              if (action.isLegalIn(seen)) {
                legal.add(action.getLabel());
              }
            });

    assertEquals(legal, new TreeSet<>(visibleButtons(coffee)));
    assertEquals(legal.isEmpty(), coffee.path("can").isMissingNode());
  }

  @Test
  void cards_ofCommonStatuses_areTheExpectedOnes() {
    assertEquals(
        List.of("Skip next order", "Unskip", "Set next billing date", "Pause", "Cancel"),
        visibleButtons(shown(SmartrrPeople.MARA_COFFEE)));
    assertEquals(List.of("Unpause", "Cancel"), visibleButtons(shown(SmartrrPeople.MARA_TEA)));
    assertEquals(List.of(), visibleButtons(shown(SmartrrPeople.MARA_SOCKS)));
    assertEquals(List.of("Cancel"), visibleButtons(shown(SmartrrPeople.MARA_BISCUITS)));
  }

  @Test
  void objects_forTheCards_takeFewBytes() {
    SmartrrSubscriber person = server.smartrr.world().addSubscriber("many@example.com", "M", "Any");
    SmartrrLine line = SmartrrLine.of(SmartrrCatalog.COFFEE, 1, 2400);
    for (int i = 0; i < 60; i++) {
      server.smartrr.world().addSubscription(person, SmartrrCatalog.EVERY_MONTH.shopifyId(), line);
    }

    JsonNode subscriptions = widget("many@example.com").path("subscriptions");

    assertEquals(60, subscriptions.size());
    for (JsonNode subscription : subscriptions) {
      JsonNode can = subscription.path("can");
      assertEquals(5, can.size());
      assertTrue(can.toString().length() <= 40 * can.size(), can.toString());
    }
  }

  @Test
  void paths_ofTheTemplate_areKeysOfTheWidgetData() {
    JsonNode template = WidgetTemplate.read(Settings.read()).json("http://x", "acme", List.of());
    Set<String> missing = new TreeSet<>();

    collectMissing(
        template.path("widgets").path(0).path("widgets"), List.of(widget(MARA)), missing);

    assertEquals(Set.of(), missing);
  }

  @Test
  void template_ofTheServer_isThatOfTheFilesWithTheShopsReasons() {
    JsonNode template = server.server.widgetTemplate("https://x.example.com", "acme");

    assertEquals(
        WidgetTemplate.read(Settings.read())
            .json(
                "https://x.example.com",
                "acme",
                server.smartrr.world().catalog().reasons().stream()
                    .filter(reason -> !reason.archived())
                    .map(reason -> new Reason(reason.id(), reason.text()))
                    .toList())
            .toString(),
        template.toString());
    assertFalse(template.toString().contains(TestServer.SECRET));
    assertFalse(template.toString().contains(server.smartrr.token()));
  }

  @Test
  void template_ofAShopWhoseReasonsAreRefused_isMadeWithoutThem() {
    server
        .smartrr
        .faults()
        .add(Fault.status(403), RequestMatch.path("/vendor/cancellation-reasons"));

    String template = server.server.widgetTemplate("https://x.example.com", "acme").toString();

    assertFalse(template.contains("reason_id"), template);
    assertTrue(template.contains("Cancel for good?"), template);
  }

  private static Actions actions() {
    return new Actions(server.server.context());
  }

  private static JsonNode widget(String email) {
    Await.until("Smartrr's answer", () -> server.widgetLater(email).join().has("subscriptions"));
    return server.widgetLater(email).join();
  }

  private static JsonNode shown(String id) {
    for (JsonNode subscription : widget(MARA).path("subscriptions")) {
      if (subscription.path("id").asText().equals(id)) {
        return subscription;
      }
    }
    throw new AssertionError("There is no subscription " + id);
  }

  /** The buttons that Gorgias would show beside a subscription, in their order. */
  private static List<String> visibleButtons(JsonNode subscription) {
    JsonNode template = server.server.widgetTemplate("https://x.example.com", "acme");
    List<String> labels = new ArrayList<>();
    for (JsonNode part : template.path("widgets").path(0).path("widgets")) {
      if (part.path("path").asText().equals("subscriptions")) {
        collectButtons(part.path("widgets").path(0), subscription, labels);
      }
    }
    return labels;
  }

  private static void collectButtons(JsonNode card, JsonNode data, List<String> labels) {
    if (!data.isObject() || data.isEmpty()) {
      return;
    }
    for (JsonNode button : card.path("meta").path("custom").path("buttons")) {
      labels.add(button.path("label").asText());
    }
    for (JsonNode child : card.path("widgets")) {
      if (child.path("type").asText().equals("card")) {
        collectButtons(child, data.path(child.path("path").asText()), labels);
      }
    }
  }

  /** Adds the paths for which none of these objects has a value. */
  private static void collectMissing(JsonNode widgets, List<JsonNode> data, Set<String> missing) {
    for (JsonNode child : widgets) {
      String path = child.path("path").asText();
      List<JsonNode> values = new ArrayList<>();
      for (JsonNode object : data) {
        JsonNode value = object.path(path);
        if (value.isArray()) {
          value.forEach(values::add);
        } else if (!value.isMissingNode()) {
          values.add(value);
        }
      }
      if (values.isEmpty()) {
        missing.add(path);
      }
      JsonNode inside =
          child.path("type").asText().equals("list")
              ? child.path("widgets").path(0).path("widgets")
              : child.path("widgets");
      collectMissing(inside, values, missing);
    }
  }
}
