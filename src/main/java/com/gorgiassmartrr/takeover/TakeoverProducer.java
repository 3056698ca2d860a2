package com.gorgiassmartrr.takeover;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Calls the version of a route that answers, or the one that the call is bound to. */
final class TakeoverProducer extends DefaultAsyncProducer {
  private final TakeoverComponent component;
  private final String name;

  TakeoverProducer(TakeoverEndpoint endpoint, TakeoverComponent component, String name) {
    super(endpoint);
    this.component = component;
    this.name = name;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    TakeoverConsumer consumer = entered(exchange);
    if (consumer == null) {
      exchange.setException(
          new DirectConsumerNotAvailableException("No route begins with direct:" + name, exchange));
      callback.done(true);
      return true;
    }
    return consumer
        .getAsyncProcessor()
        .process(
            exchange,
            doneSync -> {
              consumer.inUse().end();
              callback.done(doneSync);
            });
  }

  private @Nullable TakeoverConsumer entered(Exchange exchange) {
    TakeoverConsumer bound = TakeoverConsumer.boundTo(exchange);
    if (bound != null && bound.name().equals(name)) {
      // Whoever bound the call holds that version for as long.
      bound.inUse().begin();
      return bound;
    }
    return component.entered(name);
  }
}
