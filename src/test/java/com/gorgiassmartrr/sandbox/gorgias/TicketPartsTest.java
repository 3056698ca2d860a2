package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tags and fields of a ticket, as its API has them. */
final class TicketPartsTest {
  private final Vertx vertx = Vertx.vertx();
  private final GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC());
  private final Client client = new Client(gorgias);
  private final String ticket =
      "/api/tickets/" + gorgias.desk().tickets().get(0).path("id").asLong();

  TicketPartsTest() {
    gorgias.behaviour().rate(100_000, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    gorgias.close();
    vertx.close();
  }

  @Test
  void tags_postedSetAndDeleted_areAddedReplacedAndRemoved() throws Exception {
    assertEquals(201, client.post(ticket + "/tags", "{\"names\":[\"vip\"]}").status());
    assertEquals(201, client.post(ticket + "/tags", "{\"names\":[\"vip\",\"late\"]}").status());
    assertEquals(List.of("late", "vip"), tags());
    assertEquals(202, client.put(ticket + "/tags", "{\"names\":[\"new\",\"vip\"]}").status());
    assertEquals(List.of("new", "vip"), tags());
    client.send("DELETE", ticket + "/tags", "{\"names\":[\"new\"]}");
    assertEquals(List.of("vip"), tags());
  }

  @Test
  void tags_asTheyMayNotBe_areRefused() throws Exception {
    assertEquals(400, client.post(ticket + "/tags", "{}").status());
    assertEquals(400, client.post(ticket + "/tags", "{\"names\":[1]}").status());
    assertEquals(400, client.post(ticket + "/tags", "{\"tags\":[\"vip\"]}").status());
    assertEquals(404, client.post("/api/tickets/1/tags", "{\"names\":[\"vip\"]}").status());
    assertEquals(List.of(), tags());
  }

  private List<String> tags() throws Exception {
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : client.get(ticket).json().path("tags")) {
      tags.add(tag.path("name").asText());
    }
    return tags;
  }

  @Test
  void field_putAndDeleted_isItsValueAndNone() throws Exception {
    String field = ticket + "/custom-fields/501";
    assertEquals(200, client.put(field, "\"skip applied\"").status());
    assertEquals(
        "skip applied",
        client.get(ticket + "/custom-fields").json().path("data").path(0).path("value").asText());
    assertEquals(204, client.send("DELETE", field, "").status());
    assertEquals(0, client.get(ticket + "/custom-fields").json().path("data").size());
  }

  @Test
  void field_asItMayNotBe_isRefused() throws Exception {
    assertEquals(404, client.put(ticket + "/custom-fields/502", "\"x\"").status());
    assertEquals(400, client.put(ticket + "/custom-fields/501", "{\"a\":1}").status());
    assertEquals(405, client.post(ticket + "/custom-fields/501", "\"x\"").status());
  }
}
