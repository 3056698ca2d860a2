package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** What routes may name of the server. */
final class BeansTest {
  private static final Set<Class<?>> NAMED_BY_ROUTES =
      Set.of(
          AggregationStrategy.class,
          Expression.class,
          HttpClientConfigurer.class,
          Predicate.class,
          Processor.class);

  /** A check of routes without a server goes by the list. */
  @Test
  void beans_forRoutes_areThoseThatTheServerBinds() throws Exception {
    try (TestServer server = TestServer.start()) {
      Registry registry = server.server.context().getRegistry();
      Set<String> listed = new TreeSet<>(Server.beans().keySet());
      Set<String> bound = new TreeSet<>();
      NAMED_BY_ROUTES.forEach(type -> bound.addAll(registry.findByTypeWithName(type).keySet()));
      bound.removeAll(listed);

      assertEquals(Set.of(), bound, "these are missing from the list");
      Server.beans()
          .forEach((name, type) -> assertInstanceOf(type, registry.lookupByName(name), name));
    }
  }
}
