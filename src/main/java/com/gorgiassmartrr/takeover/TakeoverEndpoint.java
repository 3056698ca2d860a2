package com.gorgiassmartrr.takeover;

import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectEndpoint;

/** A name with which routes begin, and by which they are called. */
final class TakeoverEndpoint extends DirectEndpoint implements MultipleConsumersSupport {
  private final TakeoverComponent component;
  private final String name;

  TakeoverEndpoint(String uri, TakeoverComponent component, String name) {
    super(uri, component);
    this.component = component;
    this.name = name;
  }

  @Override
  public Producer createProducer() {
    return new TakeoverProducer(this, component, name);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer = new TakeoverConsumer(this, processor, component, name);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public boolean isMultipleConsumersSupported() {
    return true;
  }
}
