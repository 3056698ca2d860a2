package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file from which a simulated shop is made again as it was: the time when its people were
 * seeded, the tokens, and every change that was made through the API since, in order.
 *
 * <p>A change is on disk when {@link #add} returns, so that no end of the process loses it; a loss
 * of power may. The file has a line of JSON for its head and one for each change.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final @Nullable Path file;
  private Head head;
  private final List<Change> found;
  private boolean isReplaying;
  private boolean isBroken;

  private record Head(Instant seeded, String token, String readOnlyToken) {}

  /** One request that changed something. */
  record Change(Instant at, String method, String uri, String body) {}

  private Journal(@Nullable Path file, Head head, List<Change> found) {
    this.file = file;
    this.head = head;
    this.found = found;
  }

  /** A journal of a shop that is seeded now and kept nowhere. */
  static Journal ofMemory(Instant now) {
    return new Journal(null, newHead(now), List.of());
  }

  /**
   * The journal in a file, or a new one where there is no file.
   *
   * @throws RuntimeException if the file can't be read, or isn't a journal
   */
  static Journal open(Path file, Instant now) {
    try {
      if (Files.notExists(file)) {
        Journal fresh = new Journal(file, newHead(now), List.of());
        fresh.begin();
        return fresh;
      }
      String text = Files.readString(file);
      int end = text.lastIndexOf('\n') + 1;
      if (end < text.length()) {
        // Half a line: the process ended while it was written, and nobody was answered.
        text = text.substring(0, end);
        Files.writeString(file, text);
      }
      List<JsonNode> lines = new ArrayList<>();
      for (String line : text.lines().toList()) {
        lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
      }
      JsonNode head = lines.remove(0);
      return new Journal(
          file,
          new Head(
              Instant.parse(head.required("seeded").asText()),
              head.required("token").asText(),
              head.required("read_only_token").asText()),
          lines.stream().map(Journal::change).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the shop's people were seeded. */
  Instant seeded() {
    return head.seeded();
  }

  String token() {
    return head.token();
  }

  String readOnlyToken() {
    return head.readOnlyToken();
  }

  /** Has the changes that were found in the file made again; they aren't added once more. */
  synchronized void replay(Consumer<Change> change) {
    isReplaying = true;
    found.forEach(change);
    isReplaying = false;
  }

  /** Adds a change that was made just now. */
  synchronized void add(RecordedRequest request) {
    if (file == null || isReplaying) {
      return;
    }
    JsonNode line =
        Json.plainObject()
            .put("at", request.time().toString())
            .put("method", request.method())
            .put("uri", request.rawUri())
            .put("body", request.body());
    try {
      Files.write(file, lineOf(line), StandardOpenOption.APPEND);
      isBroken = false;
    } catch (IOException e) {
      if (!isBroken) {
        LOG.warn("The sandbox's Smartrr can't be kept: {}", e.toString());
      }
      isBroken = true;
    }
  }

  /** Begins again with a shop that is seeded at a moment; the tokens stay. */
  synchronized void startOver(Instant seeded) {
    head = new Head(seeded, head.token(), head.readOnlyToken());
    if (file != null) {
      begin();
    }
  }

  private void begin() {
    JsonNode line =
        Json.plainObject()
            .put("seeded", head.seeded().toString())
            .put("token", head.token())
            .put("read_only_token", head.readOnlyToken());
    try {
      Files.write(Objects.requireNonNull(file), lineOf(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Head newHead(Instant now) {
    return new Head(now, AccessToken.random(), AccessToken.random());
  }

  private static Change change(JsonNode line) {
    return new Change(
        Instant.parse(line.required("at").asText()),
        line.required("method").asText(),
        line.required("uri").asText(),
        line.required("body").asText());
  }

  private static byte[] lineOf(JsonNode line) {
    byte[] json = Json.bytes(line);
    byte[] whole = Arrays.copyOf(json, json.length + 1);
    whole[json.length] = '\n';
    return whole;
  }
}
