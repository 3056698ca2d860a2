package com.gorgiassmartrr.server;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.service.ServiceSupport;

/** Makes a guarded front door of every {@code platform-http} endpoint that a route begins with. */
final class DoorEngine extends ServiceSupport implements PlatformHttpEngine {
  private final DoorServer server;
  private final DoorKeeper keeper;

  DoorEngine(DoorServer server, DoorKeeper keeper) {
    this.server = server;
    this.keeper = keeper;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new DoorConsumer(endpoint, processor, server, keeper);
  }

  DoorServer server() {
    return server;
  }

  DoorKeeper keeper() {
    return keeper;
  }

  @Override
  public int getServerPort() {
    return server.port();
  }
}
