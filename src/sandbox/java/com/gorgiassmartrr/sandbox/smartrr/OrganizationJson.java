package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The shop's own settings, as Smartrr hangs them on every subscription. */
final class OrganizationJson {
  private OrganizationJson() {}

  /** The short form, as in {@code custRel.sellingOrganization}. */
  static ObjectNode shallow(Instant now) {
    ObjectNode node = Json.stored(Ids.uuid("organization"), now, now);
    node.put("orgName", "Sandbox Goods")
        .put("myShopifyDomain", "sandbox-goods.example.test")
        .put("stripeAccessKey", Secrets.of("stripe-access-key"))
        .put("initialSubscriptionImportComplete", true)
        .put("billingTime", "09:00:00")
        .put("billingTimezone", "America/New_York")
        .put("numBillingRetries", 3)
        .put("delayBetweenRetries", 1);
    node.set("account", Json.object());
    return node;
  }

  /** The long form, as in a subscription's {@code organization}. */
  static ObjectNode full(Instant now) {
    ObjectNode node = shallow(now);
    node.set("vendorUsers", Json.array());
    node.set("sts", Json.array());
    return node;
  }
}
