package com.gorgiassmartrr;

import com.gorgiassmartrr.console.Console;
import com.gorgiassmartrr.console.ManagementGate;
import com.gorgiassmartrr.followup.FollowUpParts;
import com.gorgiassmartrr.press.ParkedPresses;
import com.gorgiassmartrr.press.PressApi;
import com.gorgiassmartrr.server.Methods;
import com.gorgiassmartrr.server.RequestFraming;
import io.vertx.ext.web.Router;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;

/**
 * What operators are offered: presses and pages on the management server, and by JMX what a person
 * must decide on.
 */
final class Operations {
  private final ParkedPresses parked;
  private final FollowUpParts followUps;
  private final PressApi presses;
  private final Console console;

  Operations(ParkedPresses parked, FollowUpParts followUps, PressApi presses, Console console) {
    this.parked = parked;
    this.followUps = followUps;
    this.presses = presses;
    this.console = console;
  }

  /** Offers presses and pages on a server, behind its gate. */
  void mount(Router router, ManagementGate gate) {
    RequestFraming.mount(router);
    Methods.measure(router);
    gate.mount(router);
    presses.mount(router);
    followUps.api().mount(router);
    console.mount(router);
    Methods.offerHead(router);
    Methods.tellAllowed(router);
  }

  /** Offers by JMX, where the context does, what a person must decide on. */
  void register(CamelContext context) {
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    if (agent == null) {
      return;
    }
    try {
      agent.register(parked, name("ParkedPresses", context), true);
      agent.register(followUps.givenUp(), name("GivenUpFollowUps", context), true);
    } catch (JMException e) {
      throw new IllegalStateException("What is to be decided can't be offered by JMX", e);
    }
  }

  private static ObjectName name(String type, CamelContext context)
      throws MalformedObjectNameException {
    return new ObjectName(
        "com.gorgiassmartrr:type="
            + type
            + ",context="
            + ObjectName.quote(context.getManagementName()));
  }
}
