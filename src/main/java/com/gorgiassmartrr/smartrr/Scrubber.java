package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Takes the secrets out of Smartrr's answers: subscriptions carry keys to payment methods and to
 * the shop's payment account.
 */
final class Scrubber {
  private static final Map<String, Set<String>> KEPT =
      Map.of(
          "organization",
          Set.of("billingTime", "billingTimezone"),
          "sellingOrganization",
          Set.of("billingTime", "billingTimezone"),
          "pmtMth",
          Set.of(
              "cardBrand",
              "lastDigits",
              "cardExpirationMonth",
              "cardExpirationYear",
              "paymentMethodName"));

  private Scrubber() {}

  /** Scrubs a document in place and returns it. */
  static JsonNode scrub(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
          fields.hasNext(); ) {
        Map.Entry<String, JsonNode> field = fields.next();
        Set<String> kept = KEPT.get(field.getKey());
        if (field.getKey().startsWith("__")) {
          fields.remove();
        } else if (kept != null && field.getValue() instanceof ObjectNode secretive) {
          secretive.retain(kept);
        } else {
          scrub(field.getValue());
        }
      }
    } else if (node.isArray()) {
      node.forEach(Scrubber::scrub);
    }
    return node;
  }
}
