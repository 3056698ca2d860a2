package com.gorgiassmartrr.reload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** A bean that takes as long to be made in a running server as its test says. */
public final class SlowBean implements CamelContextAware {
  static volatile CountDownLatch begun = new CountDownLatch(1);
  static volatile CountDownLatch mayEnd = new CountDownLatch(1);

  private CamelContext context;

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** Waits where the context is a server's, and not the check's, which is never started. */
  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
    if (context.isStarted()) {
      begun.countDown();
      try {
        mayEnd.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
