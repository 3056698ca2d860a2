package com.gorgiassmartrr.takeover;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** One version of a route that begins with a name. */
public final class TakeoverConsumer extends DefaultConsumer
    implements Standing, ShutdownAware, Suspendable {
  private static final String BOUND = TakeoverConsumer.class.getName();

  private final TakeoverComponent component;
  private final String name;
  private final InUse inUse = new InUse();

  TakeoverConsumer(
      TakeoverEndpoint endpoint, Processor processor, TakeoverComponent component, String name) {
    super(endpoint, processor);
    this.component = component;
    this.name = name;
  }

  /** Counts who uses this version. It isn't removed until all of them have ended. */
  public InUse inUse() {
    return inUse;
  }

  String name() {
    return name;
  }

  /** Has an exchange's calls of this name come here, whatever else answers by then. */
  public void bind(Exchange exchange) {
    exchange.setProperty(BOUND, this);
  }

  static @Nullable TakeoverConsumer boundTo(Exchange exchange) {
    return exchange.getProperty(BOUND, TakeoverConsumer.class);
  }

  @Override
  public void standBack() {
    component.end(name, this);
  }

  @Override
  public boolean isIdle() {
    return inUse.isNone();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    component.begin(name, this);
  }

  @Override
  protected void doStop() throws Exception {
    component.end(name, this);
    super.doStop();
  }

  @Override
  protected void doSuspend() {
    component.end(name, this);
  }

  @Override
  protected void doResume() {
    component.begin(name, this);
  }

  /**
   * While the whole context stops, what is in flight needs the routes that it calls up to its end.
   * A route that stops alone has been replaced: waiting for calls to cease would take as long as
   * there are any.
   */
  @Override
  public boolean deferShutdown(ShutdownRunningTask running) {
    return getEndpoint().getCamelContext().isStopping();
  }

  @Override
  public int getPendingExchangesSize() {
    return 0;
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {
    // Nothing waits in here.
  }
}
