package com.gorgiassmartrr.sandbox.smartrr;

/** A selling plan: how often a subscription is delivered and billed. */
public record SmartrrPlan(String program, String name, BillingInterval interval) {

  /** The plan's global id, as subscriptions carry it in {@code sellingPlanId}. FACT: a full GID. */
  public String shopifyId() {
    return Ids.gid("SellingPlan", shopifyNumber());
  }

  long shopifyNumber() {
    return Ids.number("plan/" + program + "/" + name);
  }
}
