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
  void otherRoutes_called_areNotCounted() throws Exception {
    fixture.caller.put(SimulatorFixture.coffee("skip"), "{}");
    fixture.caller.send("PUT", BULK + "cancel", ALL, simulator.readOnlyToken());
    assertEquals(0, simulator.dangerousCalls());
  }
}
