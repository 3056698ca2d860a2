package com.gorgiassmartrr.reload;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultConsumer;

/** Something to begin a route with that no check finds fault with, and that never starts. */
public final class NeverStarting extends DirectComponent {
  @Override
  protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
    return new DirectEndpoint(uri, this) {
      @Override
      public Consumer createConsumer(Processor processor) {
        return new DefaultConsumer(this, processor) {
          @Override
          protected void doStart() {
            throw new IllegalStateException("its port is taken");
          }
        };
      }
    };
  }
}
