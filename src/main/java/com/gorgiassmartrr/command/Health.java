package com.gorgiassmartrr.command;

import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the server that runs on this machine whether it is alive. */
public final class Health {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Health() {}

  /** Prints what the server says and returns 0 when it is well, else 1. */
  public static int ask() throws InterruptedException {
    String port = Settings.read().get("camel.management.port");
    URI address = URI.create("http://127.0.0.1:" + port + "/observe/health/live");
    try {
      var answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                  BodyHandlers.ofString());
      System.out.println(answer.body());
      return answer.statusCode() == 200 ? 0 : 1;
    } catch (IOException e) {
      System.out.println("No server answers at " + address + ".");
      return 1;
    }
  }
}
