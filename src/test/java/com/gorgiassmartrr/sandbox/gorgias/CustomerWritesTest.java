package com.gorgiassmartrr.sandbox.gorgias;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CustomerWritesTest {
  /** As the sandbox's page has it done, and as a message from a customer comes in by the API. */
  @Test
  void customer_writes_messageIsOnTheTicket() {
    Vertx vertx = Vertx.vertx();
    try (GorgiasSimulator gorgias = GorgiasSimulator.start(vertx, Clock.systemUTC())) {
      long ticket = gorgias.desk().tickets().get(0).path("id").asLong();

      long id = gorgias.desk().addMessage(ticket, false, "Where is it?");

      List<ObjectNode> messages = gorgias.desk().messages(ticket);
      ObjectNode last = messages.get(messages.size() - 1);
      assertEquals(id, last.path("id").asLong());
      assertEquals("Where is it?", last.path("body_text").asText());
    } finally {
      vertx.close();
    }
  }
}
