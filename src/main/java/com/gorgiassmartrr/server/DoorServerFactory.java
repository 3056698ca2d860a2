package com.gorgiassmartrr.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;

/**
 * Puts our own front doors where Camel would put its HTTP server, under the same settings ({@code
 * camel.server.*}); the management server stays Camel's.
 */
public final class DoorServerFactory implements MainHttpServerFactory {
  private final Vertx vertx;
  private final DoorKeeper keeper;
  private final Duration idleTimeout;

  /**
   * A factory of the front doors.
   *
   * @param idleTimeout how long a connection that has carried a request may be idle
   */
  public DoorServerFactory(Vertx vertx, DoorKeeper keeper, Duration idleTimeout) {
    this.vertx = vertx;
    this.keeper = keeper;
    this.idleTimeout = idleTimeout;
  }

  @Override
  public Service newHttpServer(
      CamelContext camelContext, HttpServerConfigurationProperties configuration) {
    DoorServer server =
        new DoorServer(
            vertx,
            configuration.getHost(),
            configuration.getPort(),
            new IdleConnections(idleTimeout, Ticker.systemTicker()));
    camelContext.getRegistry().bind("doorServer", server);
    camelContext
        .getRegistry()
        .bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new DoorEngine(server, keeper));
    return server;
  }

  @Override
  public Service newHttpManagementServer(
      CamelContext camelContext, HttpManagementServerConfigurationProperties configuration) {
    return new DefaultMainHttpServerFactory().newHttpManagementServer(camelContext, configuration);
  }
}
