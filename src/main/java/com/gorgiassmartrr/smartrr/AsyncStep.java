package com.gorgiassmartrr.smartrr;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncCallbackToCompletableFutureAdapter;
import org.apache.camel.support.PluginHelper;

/**
 * A step of a route that holds no thread while it waits. All versions of the route share it.
 *
 * <p>It isn't a {@link org.apache.camel.Service}, as Camel's own support class is. Camel wraps a
 * step that is none anew for each version of a route. It uses a service as it is: when an old
 * version goes, the service is stopped, although the new version uses it; and the new version's
 * calls are counted in an MBean of the old one, so that the old version is never forgotten.
 */
public abstract class AsyncStep implements AsyncProcessor {
  @Override
  public final void process(Exchange exchange) throws Exception {
    PluginHelper.getAsyncProcessorAwaitManager(exchange.getContext().getCamelContextExtension())
        .process(this, exchange);
  }

  @Override
  public final CompletableFuture<Exchange> processAsync(Exchange exchange) {
    AsyncCallbackToCompletableFutureAdapter<Exchange> done =
        new AsyncCallbackToCompletableFutureAdapter<>(exchange);
    process(exchange, done);
    return done.getFuture();
  }
}
