package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.PageBase;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrLine;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscriber;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of whom. */
final class LookupTest extends SharedServerTest {
  @Test
  void subscription_isActive_everyFieldIsShown() throws Exception {
    try (TestServer fresh = TestServer.startUnhurried()) {
      assertEveryFieldIsShown(fresh);
    }
  }

  private static void assertEveryFieldIsShown(TestServer fresh) throws Exception {
    JsonNode coffee = subscription(fresh.widget("mara@example.com"), SmartrrPeople.MARA_COFFEE);
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"id": "%s", "customer_id": "%s", "label": "Coffee and 1 more: ACTIVE",
                 "status": "ACTIVE", "program": "Subscribe & Save", "plan": "Every month",
                 "next_billing_date": "%s", "created": "%s", "order_count": 7,
                 "press_token": "%s",
                 "can": {"skip": {"legal": true}, "unskip": {"legal": true},
                   "set_next_billing_date": {"legal": true}, "pause": {"legal": true},
                   "cancel": {"legal": true}},
                 "products": [
                   {"name": "Coffee", "variant": "12 oz", "quantity": 2, "sku": "COF-12",
                    "amount": "48.00 USD"},
                   {"name": "Mug", "variant": "Blue", "quantity": 1, "sku": "MUG-BL",
                    "amount": "12.00 USD"}]}
                """
                    .formatted(
                        SmartrrPeople.MARA_COFFEE,
                        SmartrrPeople.MARA,
                        coffee.path("next_billing_date").asText(),
                        coffee.path("created").asText(),
                        coffee.path("press_token").asText()));
    assertEquals(expected, coffee);
    SmartrrSubscription truth = fresh.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE);
    assertEquals(
        String.valueOf(truth.nextBillingDate()).substring(0, 10),
        coffee.path("next_billing_date").asText());
    assertEquals(truth.created().toString().substring(0, 10), coffee.path("created").asText());
  }

  @Test
  void subscriber_hasFourSubscriptions_isShownWithCounts() throws Exception {
    JsonNode widget = server.widget("mara@example.com");
    JsonNode subscriber = widget.path("subscriber");
    assertEquals("Mara Quill", subscriber.path("name").asText());
    assertEquals("mara@example.com", subscriber.path("email").asText());
    assertTrue(subscriber.path("has_logged_in").isBoolean());
    assertEquals(10, subscriber.path("since").asText().length());
    assertEquals(
        List.of(1, 1, 1, 1),
        List.of(
            subscriber.path("active").asInt(),
            subscriber.path("paused").asInt(),
            subscriber.path("cancelled").asInt(),
            subscriber.path("failed").asInt()));
    assertEquals(4, widget.path("subscriptions").size());
    assertEquals("live", widget.path("freshness").asText());
    assertEquals(server.time.instant().toString(), widget.path("as_of").asText());
  }

  /** A list beside a ticket shows its first rows only. */
  @Test
  void subscriptions_oneOldActiveAmongNewerOnesThatAreOver_comesFirst() throws Exception {
    states(
        state("a", "ACTIVE", "2019-01-01"),
        state("b", "CANCELLED", "2026-01-01"),
        state("c", "PAUSED", "2020-01-01"),
        state("d", "EXPIRED", "2026-02-01"),
        state("e", "ACTIVE", "2021-01-01"),
        state("f", "FAILED", "2018-01-01"),
        state("g", "PAUSED", "2025-01-01"),
        state("h", "BRAND_NEW", "2026-03-01"));
    List<String> ids = new ArrayList<>();
    server
        .widget("kenji@example.com")
        .path("subscriptions")
        .forEach(subscription -> ids.add(subscription.path("id").asText()));
    assertEquals(List.of("g", "e", "c", "a", "f", "h", "d", "b"), ids);
  }

  /** Whoever isn't billed any more needn't be asked for a payment method. */
  @ParameterizedTest
  @CsvSource({
    "ACTIVE,    2026-12-10, true",
    "FAILED,    '',         true",
    "PAUSED,    2026-12-10, true",
    "PAUSED,    '',         false",
    "CANCELLED, '',         false",
    "CANCELLED, 2026-12-10, false",
    "EXPIRED,   2026-12-10, false",
    "BRAND_NEW, 2026-12-10, true",
    "BRAND_NEW, '',         false"
  })
  void payment_ofTheLatestOrderFailed_isSaidOnlyOfWhatIsBilledAgain(
      String status, String nextBilling, boolean isSaid) throws Exception {
    states(state("one", status, "2026-01-01").replace("NEXT", nextBilling));
    answer(
        "/vendor/order/formatted",
        """
        {"totalCount": 1, "totalPages": 1, "data": [{"id": "o",
          "financialStatus": "failed", "orderProcessedDate": "2026-11-01",
          "custRel": {"id": "%s", "email": "kenji@example.com"},
          "sts": [{"id": "one"}]}]}
        """
            .formatted(SmartrrPeople.KENJI));
    JsonNode widget = server.widget("kenji@example.com");
    assertEquals(
        isSaid ? "failed" : "none",
        subscription(widget, "one").path("payment").asText("none"),
        widget::toString);
    assertEquals(isSaid, widget.path("notice").asText("").contains("A payment failed"));
  }

  /** A moment in another offset than its neighbor's, whose day is a later one. */
  @Test
  void moments_inDifferentSpellings_areOrderedAsMoments() throws Exception {
    states(
        state("older", "ACTIVE", "2026-01-02T00:30:00+02:00").replace("NEXT", "2026-12-10"),
        state("newer", "ACTIVE", "2026-01-01T23:00:00.000Z").replace("NEXT", "2026-12-10"));
    answer(
        "/vendor/order/formatted",
        """
        {"totalCount": 2, "totalPages": 1, "data": [
          {"id": "o", "financialStatus": "failed",
           "orderProcessedDate": "2026-11-02T00:30:00+02:00", "custRel": REL,
           "sts": [{"id": "newer"}]},
          {"id": "p", "financialStatus": "paid",
           "orderProcessedDate": "2026-11-01T23:00:00.000Z", "custRel": REL,
           "sts": [{"id": "newer"}]}]}
        """
            .replace(
                "REL",
                "{\"id\": \"%s\", \"email\": \"kenji@example.com\"}"
                    .formatted(SmartrrPeople.KENJI)));

    JsonNode widget = server.widget("kenji@example.com");

    JsonNode first = widget.path("subscriptions").path(0);
    assertEquals("newer", first.path("id").asText(), widget::toString);
    assertEquals("none", first.path("payment").asText("none"), widget::toString);
  }

  private static String state(String id, String status, String created) {
    return """
        {"id": "%s", "purchaseStateStatus": "%s", "createdDate": "%s", "nextBillingDate": "NEXT"}
        """
        .formatted(id, status, created);
  }

  private static void states(String... states) {
    answer(
        "/vendor/customer/",
        "{\"totalCount\": %d, \"totalPages\": 1, \"data\": [%s]}"
            .formatted(states.length, String.join(",", states))
            .replace("\"NEXT\"", "null")
            .replace("\"\"", "null"));
  }

  /** Has Smartrr answer what begins with that path by this. */
  private static void answer(String path, String body) {
    server.smartrr.faults().add(Fault.status(200).body(body), RequestMatch.path(path));
  }

  @Test
  void payment_failedStatus_isSaidInASentence() throws Exception {
    assertEquals(
        "A payment failed: Dog Biscuits. Ask the customer to update the payment method.",
        server.widget("mara@example.com").path("notice").asText());
  }

  @Test
  void payment_noneFailed_thereIsNoNotice() throws Exception {
    assertTrue(server.widget("kenji@example.com").path("notice").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource({"kenji@example.com,3200 JPY", "noor@example.com,9.500 KWD"})
  void amount_currencyWithoutTwoDecimals_usesItsOwn(String email, String amount) throws Exception {
    assertEquals(
        amount,
        server
            .widget(email)
            .path("subscriptions")
            .path(0)
            .path("products")
            .path(0)
            .path("amount")
            .asText());
  }

  @ParameterizedTest
  @CsvSource({"ann@example.com,Ann Ode", "joann@example.com,Joann Tarn"})
  void emails_oneContainsTheOther_eachSeesOnlyItsOwn(String email, String name) throws Exception {
    JsonNode widget = server.widget(email);
    assertEquals(name, widget.path("subscriber").path("name").asText());
    assertEquals(1, widget.path("subscriptions").size());
  }

  @Test
  void email_onlyPartOfAnother_nobodyIsShown() throws Exception {
    assertTrue(server.widget("nn@example.com").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MARA@example.com", "Mara@Example.COM"})
  void email_inOtherLetterCase_isTheSamePerson(String email) throws Exception {
    assertEquals(4, server.widget(email).path("subscriptions").size());
  }

  @Test
  void subscribers_twoWithOneEmail_bothAreShown() throws Exception {
    JsonNode widget = server.widget("twins@example.com");
    Set<String> names = new HashSet<>();
    widget
        .path("subscriptions")
        .forEach(subscription -> names.add(subscription.path("subscriber_name").asText()));
    assertEquals(Set.of("Tam Twin", "Tom Twin"), names);
    assertTrue(widget.path("notice").asText().startsWith("Several subscribers share"));
  }

  @Test
  void subscriber_importedWithoutOrders_isFound() throws Exception {
    JsonNode widget = server.widget("imported@example.com");
    assertEquals("Ines Porter", widget.path("subscriber").path("name").asText());
    assertEquals(1, widget.path("subscriptions").size());
  }

  @Test
  void subscribers_oneOfTwoWithoutOrders_bothAreShown() throws Exception {
    server.smartrr.world().subscriber(SmartrrPeople.INES).email("Kenji@example.com");
    JsonNode widget = server.widget("kenji@example.com");
    Set<String> names = new HashSet<>();
    widget
        .path("subscriptions")
        .forEach(subscription -> names.add(subscription.path("subscriber_name").asText()));
    assertEquals(Set.of("Kenji Sato", "Ines Porter"), names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single@example.com", "nobody@example.com"})
  void subscriber_withoutSubscriptions_isEmptyAndCached(String email) throws Exception {
    assertTrue(server.widget(email).isEmpty());
    long reads = server.smartrr.requests().count();
    assertTrue(server.widget(email).isEmpty());
    assertEquals(reads, server.smartrr.requests().count());
  }

  @Test
  void names_hostile_areUnharmed() throws Exception {
    JsonNode widget = server.widget("o'neil@example.com");
    assertEquals("D'Arcy \"Dash\" O'Neil", widget.path("subscriber").path("name").asText());
    assertTrue(
        widget
            .path("subscriptions")
            .path(0)
            .path("products")
            .path(0)
            .path("name")
            .asText()
            .contains("<script>alert(1)</script>"));
    assertEquals(
        "نور الفهد", server.widget("noor@example.com").path("subscriber").path("name").asText());
    SmartrrSubscriber baker =
        server.smartrr.world().addSubscriber("baker@example.com", "Zoë \uD83E\uDDC1", "{{name}}");
    server
        .smartrr
        .world()
        .addSubscription(
            baker,
            SmartrrCatalog.EVERY_MONTH.shopifyId(),
            SmartrrLine.of(SmartrrCatalog.TEA, 1, 950));
    assertEquals(
        "Zoë \uD83E\uDDC1 {{name}}",
        server.widget("baker@example.com").path("subscriber").path("name").asText());
  }

  @Test
  void answer_ofSecretiveStates_namesNothingThatIsNotAskedFor() throws Exception {
    Set<String> keys = new HashSet<>();
    collectKeys(server.widget("mara@example.com"), keys);
    assertEquals(
        Set.of(
            "notice",
            "subscriber",
            "name",
            "email",
            "has_logged_in",
            "since",
            "active",
            "paused",
            "cancelled",
            "failed",
            "subscriptions",
            "press_token",
            "can",
            "skip",
            "unskip",
            "set_next_billing_date",
            "pause",
            "unpause",
            "cancel",
            "legal",
            "id",
            "customer_id",
            "label",
            "status",
            "payment",
            "program",
            "plan",
            "next_billing_date",
            "created",
            "order_count",
            "products",
            "variant",
            "quantity",
            "sku",
            "amount",
            "as_of",
            "freshness"),
        keys);
  }

  @ParameterizedTest
  @EnumSource(PageBase.class)
  void pages_countedFromZeroOrOne_everyRowIsRead(PageBase base) throws Exception {
    SmartrrSubscriber many =
        server.smartrr.world().addSubscriber("many@example.com", "Many", "Rows");
    for (int i = 0; i < 230; i++) {
      SmartrrSubscription one =
          server
              .smartrr
              .world()
              .addSubscription(
                  many,
                  SmartrrCatalog.EVERY_MONTH.shopifyId(),
                  SmartrrLine.of(SmartrrCatalog.TEA, 1, 950));
      server.smartrr.world().addOrder(many, one);
    }
    server.smartrr.world().quirks().pageBase(base);
    assertEquals(230, server.widget("many@example.com").path("subscriptions").size());
  }

  /** Where pages count from 0, the page after a refused first one is empty. */
  @ParameterizedTest
  @ValueSource(strings = {"/customer-relationship", "/order/formatted", "/purchase-state/"})
  void page_firstIsRefusedOnce_isNotTakenForAnEmptyList(String list) throws Exception {
    server.smartrr.faults().addNext(1, Fault.status(404), request -> request.path().endsWith(list));
    JsonNode widget = server.widget("kenji@example.com");
    assertEquals(1, widget.path("subscriptions").size(), widget.toString());
  }

  /** An address that many others end in: the feed has more rows than can be read. */
  @Test
  void feed_longerThanCanBeRead_subscriberIsFoundByTheOtherList() throws Exception {
    server.smartrr.faults().add(endless(), RequestMatch.path("/vendor/order/formatted"));
    JsonNode widget = server.widget("kenji@example.com");
    assertEquals("Kenji Sato", widget.path("subscriber").path("name").asText());
    assertEquals(1, widget.path("subscriptions").size());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.path("/vendor/order/formatted")));
  }

  @Test
  void lists_longerThanCanBeRead_areNotTakenForNobody() throws Exception {
    server.smartrr.faults().add(endless(), RequestMatch.path("/vendor/order/formatted"));
    server.smartrr.faults().add(endless(), RequestMatch.path("/vendor/customer-relationship"));
    assertTrue(server.widget("kenji@example.com").has("notice"));
  }

  private static Fault endless() {
    return Fault.status(200)
        .body(
            """
            {"totalCount": 20000, "totalPages": 80, "pageSize": 250, "pageNumber": 0, "data": [
              {"id": "1", "email": "not.kenji@example.com", "sts": [],
               "custRel": {"id": "2", "email": "not.kenji@example.com"}}]}
            """);
  }

  @Test
  void subscriptions_ofUnexpectedShapes_areShownAsFarAsTheyCanBe() throws Exception {
    String odd =
        """
        {"totalCount": 4, "totalPages": 1, "data": [null, 7,
          {"id": "bare"},
          {"id": "odd", "purchaseStateStatus": "BRAND_NEW", "createdDate": "2026-01-02",
           "nextBillingDate": "2026-12-03", "cancelledAt": null, "surprise": {"deep": [1]},
           "stLineItems": [null,
             {"quantity": "2", "priceAfterDiscounts": 2400, "priceCurrency": "usd"},
             {"quantity": null, "basePrice": "abc", "priceCurrency": "USD"},
             {"quantity": 2, "basePrice": "48.00", "priceCurrency": "USD"},
             {"quantity": 2, "basePrice": 48.00, "priceCurrency": "USD"},
             {"quantity": 3, "basePrice": "100", "priceCurrency": "jpy"}]}]}
        """;
    answer("/vendor/customer/", odd);
    JsonNode widget = server.widget("kenji@example.com");
    assertEquals("live", widget.path("freshness").asText(), widget::toString);
    assertEquals(2, widget.path("subscriptions").size());
    JsonNode shown = subscription(widget, "odd");
    assertEquals("BRAND_NEW", shown.path("status").asText());
    assertEquals("2026-12-03", shown.path("next_billing_date").asText());
    List<String> amounts = new ArrayList<>();
    shown.path("products").forEach(line -> amounts.add(line.path("amount").asText("none")));
    assertEquals(List.of("48.00 usd", "none", "none", "none", "300 jpy"), amounts);
    assertEquals("UNKNOWN", subscription(widget, "bare").path("status").asText());
  }

  /** One row was deleted meanwhile, and there is no further page. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404})
  void list_announcesMoreThanThereIs_isShownAsItIs(int status) throws Exception {
    String one = "{\"totalCount\": 2, \"totalPages\": 1, \"data\": [{\"id\": \"one\"}]}";
    server
        .smartrr
        .faults()
        .addNext(1, Fault.status(200).body(one), RequestMatch.path("/vendor/customer/"));
    server.smartrr.faults().add(Fault.status(status), RequestMatch.path("/vendor/customer/"));
    assertEquals(1, server.widget("kenji@example.com").path("subscriptions").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"data\":null}", "{\"error\":\"none\"}", "null", "7", ""})
  void answer_thatIsNoList_isNotTakenForNobody(String body) throws Exception {
    answer("/vendor/order/formatted", body);
    assertTrue(server.widget("kenji@example.com").has("notice"));
  }

  @Test
  void subscriber_withoutAnId_isNotTakenForNobody() throws Exception {
    String row =
        "{\"email\": \"kenji@example.com\", \"custRel\": {\"email\": \"kenji@example.com\"}}";
    String rows = "{\"totalCount\": 1, \"totalPages\": 1, \"data\": [" + row + "]}";
    for (String list : new String[] {"/vendor/order/formatted", "/vendor/customer-relationship"}) {
      answer(list, rows);
    }
    assertTrue(server.widget("kenji@example.com").has("notice"));
  }

  @Test
  void status_leftOutBySmartrr_followsFromItsDates() throws Exception {
    server.smartrr.world().quirks().pausedWithoutStatus(true);
    JsonNode tea = subscription(server.widget("mara@example.com"), SmartrrPeople.MARA_TEA);
    assertEquals("PAUSED", tea.path("status").asText());
  }

  @Test
  void lookup_nothingKnown_asksSmartrrFiveTimes() throws Exception {
    try (TestServer cold = TestServer.startUnhurried()) {
      cold.widget("mara@example.com");
      assertEquals(5, cold.smartrr.requests().count());
      cold.widget("ann@example.com");
      assertEquals(8, cold.smartrr.requests().count());
    }
  }

  @Test
  void dangerousRoutes_afterAnyLookup_wereNeverCalled() throws Exception {
    server.widget("mara@example.com");
    assertEquals(0, server.smartrr.dangerousCalls());
    assertFalse(server.smartrr.requests().list().isEmpty());
    assertEquals(0, server.smartrr.requests().count(RequestMatch.writes()));
  }

  private static void collectKeys(JsonNode node, Set<String> keys) {
    node.properties().forEach(field -> keys.add(field.getKey()));
    node.forEach(child -> collectKeys(child, keys));
  }

  private static JsonNode subscription(JsonNode widget, String id) {
    for (JsonNode subscription : widget.path("subscriptions")) {
      if (subscription.path("id").asText().equals(id)) {
        return subscription;
      }
    }
    throw new AssertionError("There is no subscription " + id + " in " + widget);
  }
}
