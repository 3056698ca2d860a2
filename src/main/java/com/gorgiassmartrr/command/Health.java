package com.gorgiassmartrr.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Asks the server that runs on this machine whether it is alive. */
@Command(
    name = "health",
    description = "ask the server on this machine whether it is alive; exits 0 or 1")
final class Health extends Subcommand {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Prints what the server says and returns 0 when it is well, else 1. */
  @Override
  public Integer call() throws InterruptedException {
    String port = settings().get("camel.management.port");
    URI address = URI.create("http://127.0.0.1:" + port + "/observe/health/live");
    try {
      var answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                  BodyHandlers.ofString());
      out().println(answer.body());
      return answer.statusCode() == 200 ? 0 : 1;
    } catch (IOException e) {
      out().println("No server answers at " + address + ".");
      return 1;
    }
  }
}
