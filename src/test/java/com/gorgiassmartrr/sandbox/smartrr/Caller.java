package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A plain HTTP client of the simulator. */
final class Caller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final SmartrrSimulator simulator;
  private Duration patience = Duration.ofSeconds(10);

  Caller(SmartrrSimulator simulator) {
    this.simulator = simulator;
  }

  Caller patience(Duration newPatience) {
    patience = newPatience;
    return this;
  }

  HttpResponse<String> get(String target) throws IOException, InterruptedException {
    return send("GET", target, null, simulator.token());
  }

  HttpResponse<String> put(String target, @Nullable String body)
      throws IOException, InterruptedException {
    return send("PUT", target, body, simulator.token());
  }

  HttpResponse<String> send(
      String method, String target, @Nullable String body, @Nullable String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(simulator.url() + target))
            .timeout(patience)
            .header("content-type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("x-smartrr-access-token", token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode json(String target) throws IOException, InterruptedException {
    return tree(get(target));
  }

  static JsonNode tree(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
