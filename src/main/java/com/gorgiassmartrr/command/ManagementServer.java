package com.gorgiassmartrr.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.console.ManagementGate;
import com.gorgiassmartrr.server.OwnAddress;
import com.gorgiassmartrr.store.Settings;
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
import java.util.Map;
import java.util.stream.Collectors;

/** The management side of the server that runs on this machine. */
final class ManagementServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TO_CONNECT = Duration.ofSeconds(3);

  /** Longer than the server may take to read at Smartrr. */
  private static final Duration TO_ANSWER = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();
  private final String url;
  private final String authorization;

  ManagementServer(Settings settings) {
    url = OwnAddress.ofManagement(settings);
    authorization = ManagementGate.authorization(settings);
  }

  URI at(String path) {
    return URI.create(url + path);
  }

  /** Asks the server, and returns its answer, whatever its status is. */
  HttpResponse<String> ask(String path, Duration patience)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(at(path)).timeout(patience).build(), BodyHandlers.ofString());
  }

  /** The JSON at a path that is found by these parameters. */
  JsonNode get(String path, Map<String, String> parameters) throws InterruptedException {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return send(HttpRequest.newBuilder(at(query.isEmpty() ? path : path + "?" + query)));
  }

  /** Sends JSON to a path, and returns the JSON that is answered. */
  JsonNode post(String path, Map<String, String> body) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString())));
  }

  private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
    HttpResponse<String> answer;
    if (!authorization.isEmpty()) {
      request.header("authorization", authorization);
    }
    try {
      answer = http.send(request.timeout(TO_ANSWER).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException(1, "No server answers at " + url + ".");
    }
    JsonNode json = json(answer.body());
    if (answer.statusCode() == 200) {
      return json;
    }
    int status = answer.statusCode() == 400 ? 2 : 1;
    throw new CommandException(status, json.path("message").asText());
  }

  private JsonNode json(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json.isArray() || json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Said below, like JSON that is something else.
    }
    throw new CommandException(1, "What answers at " + url + " isn't this server.");
  }

  /** A text as a part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
