package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

final class BeansTest {
  /** A check of routes without a server goes by the list. */
  @Test
  void beans_forRoutes_areThoseThatTheServerBinds() throws Exception {
    try (TestServer server = TestServer.start()) {
      Registry registry = server.server.context().getRegistry();
      Set<String> bound = new TreeSet<>();
      bound.addAll(registry.findByTypeWithName(Processor.class).keySet());
      bound.addAll(registry.findByTypeWithName(HttpClientConfigurer.class).keySet());

      assertEquals(bound, new TreeSet<>(Server.beans()));
    }
  }
}
