package com.gorgiassmartrr.command;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Asks the server that runs on this machine whether it is alive. */
@Command(
    name = "health",
    description = "ask the server on this machine whether it is alive; exits 0 or 1")
final class Health extends Subcommand {
  private static final String PATH = "/observe/health/live";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Prints what the server says and returns 0 when it is well, else 1. */
  @Override
  public Integer call() throws InterruptedException {
    ManagementServer server = new ManagementServer(settings());
    try {
      HttpResponse<String> answer = server.ask(PATH, PATIENCE);
      out().println(answer.body());
      return answer.statusCode() == 200 ? 0 : 1;
    } catch (IOException e) {
      out().println("No server answers at " + server.at(PATH) + ".");
      return 1;
    }
  }
}
