package com.gorgiassmartrr.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LookupTest {
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void mara_hasFourSubscriptions_allAreShown() throws Exception {
    JsonNode widget = server.widget("mara@example.com");
    System.out.println(widget.toPrettyString());
    server.smartrr.requests().list().forEach(r -> System.out.println(r.rawUri()));
    assertEquals(4, widget.path("subscriptions").size());
  }
}
