package com.gorgiassmartrr;

import com.gorgiassmartrr.console.Console;
import com.gorgiassmartrr.console.ManagementGate;
import com.gorgiassmartrr.press.ParkedPresses;
import com.gorgiassmartrr.press.PressApi;
import com.gorgiassmartrr.server.Methods;
import com.gorgiassmartrr.server.RequestFraming;
import io.vertx.ext.web.Router;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;

/**
 * What operators are offered: presses and pages on the management server, parked presses by JMX.
 */
final class Operations {
  private final ParkedPresses parked;
  private final PressApi presses;
  private final Console console;

  Operations(ParkedPresses parked, PressApi presses, Console console) {
    this.parked = parked;
    this.presses = presses;
    this.console = console;
  }

  /** Offers presses and pages on a server, behind its gate. */
  void mount(Router router, ManagementGate gate) {
    RequestFraming.mount(router);
    Methods.measure(router);
    gate.mount(router);
    presses.mount(router);
    console.mount(router);
    Methods.offerHead(router);
    Methods.tellAllowed(router);
  }

  /** Offers the parked presses by JMX, where the context does. */
  void register(CamelContext context) {
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    if (agent == null) {
      return;
    }
    try {
      ObjectName name =
          new ObjectName(
              "com.gorgiassmartrr:type=ParkedPresses,context="
                  + ObjectName.quote(context.getManagementName()));
      agent.register(parked, name, true);
    } catch (JMException e) {
      throw new IllegalStateException("The parked presses can't be offered by JMX", e);
    }
  }
}
