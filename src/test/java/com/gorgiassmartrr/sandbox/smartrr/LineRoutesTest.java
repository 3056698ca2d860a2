package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LineRoutesTest {
  private final SimulatorFixture fixture = new SimulatorFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void remove_lastLine_isRefused() throws Exception {
    assertEquals(200, remove(0));
    assertEquals(400, remove(0));
    assertEquals(1, fixture.coffee().lines().size());
  }

  @Test
  void update_quantityAndPrice_changesTheTotal() throws Exception {
    String path = SimulatorFixture.coffee("line-item/" + fixture.coffee().lines().get(0).id());
    String body = "{\"quantity\":3,\"price\":1000}";
    String total = Caller.tree(fixture.caller.put(path, body)).path("totalFromLineItems").asText();
    assertEquals("4200", total);
    assertEquals(400, fixture.caller.put(path, "{}").statusCode());
  }

  @Test
  void addAndSwap_otherVariant_areInTheState() throws Exception {
    String body =
        "{\"variantId\":\"" + SmartrrCatalog.TEA.shopifyId() + "\",\"quantity\":1,\"price\":950}";
    assertEquals(200, post("line-item", body));
    String swap = "line-item/" + fixture.coffee().lines().get(1).id() + "/swap";
    assertEquals(200, post(swap, body));
    assertEquals(SmartrrCatalog.TEA, fixture.coffee().lines().get(1).variant());
    assertEquals(SmartrrCatalog.TEA, fixture.coffee().lines().get(2).variant());
  }

  private int remove(int index) throws Exception {
    String id = fixture.coffee().lines().get(index).id();
    return fixture
        .caller
        .put(SimulatorFixture.coffee("line-item/" + id + "/remove"), null)
        .statusCode();
  }

  private int post(String action, String body) throws Exception {
    return fixture
        .caller
        .send("POST", SimulatorFixture.coffee(action), body, fixture.simulator.token())
        .statusCode();
  }
}
