package com.gorgiassmartrr.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has a parked press tried again, and waits a while for how it ends. */
@Command(
    name = "replay",
    description = "read the subscription, then have a parked press tried again")
final class PressReplay extends PressCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofMillis(250);

  @Mixin private Decider decider = new Decider();

  /** Returns 0 when the press is applied or still on its way, else 1. */
  @Override
  public Integer call() throws InterruptedException {
    JsonNode press = press();
    if (press.path("outcome").asText().equals("parked")) {
      out().println(presentState());
    }
    out().println(decide("replay", decider.name()));
    press = press();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isUnderWay(press) && System.nanoTime() < end) {
      Thread.sleep(BETWEEN.toMillis());
      press = press();
    }
    if (isUnderWay(press)) {
      out().println("It is still on its way: look again with presses show.");
      return 0;
    }
    String outcome = press.path("outcome").asText();
    out().println(Printable.of(outcome + ": " + press.path("message").asText()));
    return outcome.equals("applied") ? 0 : 1;
  }

  private static boolean isUnderWay(JsonNode press) {
    return press.path("outcome").asText().equals("accepted");
  }
}
