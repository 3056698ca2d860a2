package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/** A plain HTTP client of the simulated API. */
final class Client {
  private final HttpClient http = HttpClient.newHttpClient();
  private final GorgiasSimulator gorgias;

  Client(GorgiasSimulator gorgias) {
    this.gorgias = gorgias;
  }

  record Answer(int status, HttpResponse<String> raw) {
    JsonNode json() {
      return Objects.requireNonNull(Json.parse(raw.body()), raw.body());
    }

    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  Answer get(String path) throws Exception {
    return send("GET", path, "");
  }

  Answer post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  Answer put(String path, String body) throws Exception {
    return send("PUT", path, body);
  }

  Answer send(String method, String path, String body) throws Exception {
    String credentials = gorgias.user() + ":" + gorgias.apiKey();
    return send(method, path, body, "Basic " + base64(credentials));
  }

  Answer send(String method, String path, String body, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gorgias.url() + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("authorization", authorization);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
