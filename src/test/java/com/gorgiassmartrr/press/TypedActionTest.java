package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrSubscription;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An action whose button asks for a number, and which sends a number and an object. */
final class TypedActionTest {
  /**
   * Smartrr takes the price alone; the object beside it shows that one arrives as it stands there.
   */
  private static final String FILE =
      """
      - route:
          id: action-change-shipping
          description: Change what shipping costs
          routeConfigurationId: once
          from:
            id: change-shipping-pressed
            description: A press of Change shipping
            uri: direct
            parameters:
              name: action-change-shipping
            steps:
              - setVariable:
                  id: change-shipping-change
                  description: Name Smartrr's change
                  name: change
                  expression:
                    constant:
                      expression: shipping-price
              - to:
                  id: change-shipping-in-smartrr
                  description: Change it at Smartrr
                  uri: direct
                  parameters:
                    name: smartrr-change
      - beans:
          - name: change-shipping
            type: com.gorgiassmartrr.action.Action
            properties:
              label: Change shipping
              legal: .status == "ACTIVE"
              sends: |
                {
                  "price": round($fields.price * 100),
                  "for": {
                    "reason": $fields.reason,
                    "before": number(.totalShipping),
                    "of": $seen.status,
                    "lines": [for (.stLineItems) .quantity]
                  }
                }
              wanted: number(.totalShipping) == round($fields.price * 100)
              event: .type == "CHANGE_SHIPPING_PRICE"
              repeatHarmless: true
              done: Shipping costs {price} from now on.
              fields[0].name: price
              fields[0].label: Price
              fields[0].type: number
              fields[0].mandatory: true
              fields[0].min: "0.00"
              fields[0].max: 50
              fields[1].name: reason
              fields[1].label: Why
              fields[1].type: text
      """;

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("change-shipping.camel.yaml"), FILE);
    server =
        TestServer.start(
            "camel.main.routes-include-pattern",
            "file:routes/**/*.camel.yaml,file:" + folder + "/*.camel.yaml",
            "action.answer-within",
            "8000",
            "lookup.timeout",
            "5000",
            "smartrr.timeout",
            "2500");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void numberAndObject_arriveWithTheirTypes() throws Exception {
    HttpResponse<String> answer = press("price=4.50&reason=a+late+parcel");

    assertEquals(
        "Shipping costs 4.5 from now on.",
        TestServer.json(answer).path("message").asText(),
        answer.body());
    assertEquals(450, coffee().shippingPrice());
    List<RecordedRequest> writes = server.smartrr.requests().list(RequestMatch.writes());
    assertEquals(1, writes.size());
    assertEquals(
        "{\"price\":450,\"for\":{\"reason\":\"a late parcel\",\"before\":0,\"of\":\"ACTIVE\",\"lines\":[2,1]}}",
        writes.get(0).body());
  }

  @Test
  void number_spelledOtherwise_isTheSamePress() throws Exception {
    HttpResponse<String> first = press("price=4.50");

    assertEquals(first.body(), press("price=4.5").body());
    assertEquals(first.body(), press("price=+04.50+").body());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void number_answerIsLost_isAppliedOnce() throws Exception {
    server.smartrr.faults().add(Fault.of(FaultKind.RESET_AFTER_EFFECT), RequestMatch.writes());

    HttpResponse<String> answer = press("price=7");

    assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
    assertEquals(700, coffee().shippingPrice());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @ParameterizedTest
  @CsvSource({
    "50.01, price: 50.01 is more than 50.",
    "-1, price: -1 is less than 0.00.",
    "4.505, price: 4.505 has more than 2 digits behind the point.",
    "four, price: 'four' is not a number like 0.00.",
    "1e1, price: '1e1' is not a number like 0.00.",
    "'4,50', 'price: ''4,50'' is not a number like 0.00.'",
    "'', price: it must be filled in.",
  })
  void number_thatCantBeRight_isRefusedInWords(String price, String words) throws Exception {
    HttpResponse<String> answer = press("price=" + TestServer.encoded(price));

    assertEquals(422, answer.statusCode(), answer.body());
    assertEquals(words, TestServer.json(answer).path("message").asText());
    assertEquals(0, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void text_leftEmpty_isLeftOut() throws Exception {
    press("price=3");

    JsonNode sent =
        new ObjectMapper()
            .readTree(server.smartrr.requests().list(RequestMatch.writes()).get(0).body());
    assertEquals(300, sent.path("price").intValue());
    assertEquals(List.of("before", "of", "lines"), fieldsOf(sent.path("for")));
  }

  private static List<String> fieldsOf(JsonNode object) {
    return object.properties().stream().map(one -> one.getKey()).toList();
  }

  private HttpResponse<String> press(String fields) throws Exception {
    for (JsonNode shown : server.widget("mara@example.com").path("subscriptions")) {
      if (shown.path("id").asText().equals(SmartrrPeople.MARA_COFFEE)) {
        return server
            .pressLater(
                "change-shipping",
                "subscription_id="
                    + SmartrrPeople.MARA_COFFEE
                    + "&press_token="
                    + shown.path("press_token").asText()
                    + "&ticket_id=77&agent=robin%40example.com&"
                    + fields)
            .get();
      }
    }
    throw new AssertionError("There is no coffee");
  }

  private SmartrrSubscription coffee() {
    return server.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE);
  }
}
