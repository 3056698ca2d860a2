package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DangerousRoutesTest {
  private static final String BULK = "/vendor/customer/purchase-state/bulk-";
  private static final String ALL = "{\"customerPurchaseStateIds\":\"all\"}";

  private final SimulatorFixture fixture = new SimulatorFixture();
  private final SmartrrSimulator simulator = fixture.simulator;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void ccpa_called_deletesThePersonAndIsCounted() throws Exception {
    fixture.caller.get("/vendor/customer/" + SmartrrPeople.MARA + "/ccpa");
    assertTrue(simulator.world().findSubscriber(SmartrrPeople.MARA).isEmpty());
    assertTrue(simulator.world().findSubscription(SmartrrPeople.MARA_COFFEE).isEmpty());
    assertEquals(1, simulator.dangerousCalls());
  }

  @Test
  void bulkCancel_all_cancelsTheWholeShop() throws Exception {
    fixture.caller.put(BULK + "cancel", ALL);
    for (SmartrrSubscription subscription : simulator.world().subscriptions()) {
      assertEquals(PurchaseStatus.CANCELLED, subscription.status());
    }
    assertEquals(1, simulator.dangerousCalls());
  }

  @Test
  void bulkPause_someIds_pausesThose() throws Exception {
    String body = "{\"customerPurchaseStateIds\":[\"" + SmartrrPeople.MARA_COFFEE + "\"]}";
    fixture.caller.put(BULK + "pause", body);
    assertEquals(PurchaseStatus.PAUSED, fixture.coffee().status());
    assertEquals(
        PurchaseStatus.ACTIVE, simulator.world().subscription(SmartrrPeople.ANN_COFFEE).status());
  }

  @Test
  void billRetry_called_chargesAgain() throws Exception {
    SmartrrSubscription coffee = simulator.world().subscription(SmartrrPeople.OTTO_COFFEE);
    SubscriptionBill failed = coffee.bills().get(coffee.bills().size() - 1);
    String path = "/vendor/bill/" + failed.id() + "/retry";
    assertEquals(200, fixture.caller.send("POST", path, null, simulator.token()).statusCode());
    assertEquals("succeeded", coffee.bills().get(coffee.bills().size() - 1).status());
    assertEquals(1, simulator.dangerousCalls());
  }

  @Test
  void bulkRoute_refusedOrNotSimulated_isCountedToo() throws Exception {
    fixture.caller.send("PUT", BULK + "cancel", ALL, simulator.readOnlyToken());
    fixture.caller.put(SimulatorFixture.coffee("bulk-remove-line-items"), "{}");
    assertEquals(PurchaseStatus.ACTIVE, fixture.coffee().status());
    assertEquals(2, simulator.dangerousCalls());
  }

  @Test
  void otherRoutes_called_areNotCounted() throws Exception {
    fixture.caller.put(SimulatorFixture.coffee("skip"), "{}");
    assertEquals(0, simulator.dangerousCalls());
  }
}
