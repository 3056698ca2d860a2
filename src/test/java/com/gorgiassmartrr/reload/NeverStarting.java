package com.gorgiassmartrr.reload;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** Something to begin a route with that no check finds fault with, and that never starts. */
public final class NeverStarting extends DefaultComponent {
  @Override
  protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
    return new DefaultEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        throw new UnsupportedOperationException("It is only begun with");
      }

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
