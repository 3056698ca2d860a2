package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A helpdesk on disk, with the key of its API, as one document that is always whole: it is written
 * beside the old one and then takes its place.
 */
final class DeskFile {
  private static final Logger LOG = LoggerFactory.getLogger(DeskFile.class);

  private final Path file;
  private final String apiKey;
  private final GorgiasDesk desk;
  private long savedVersion = -1;
  private boolean isBroken;

  DeskFile(Path file, String apiKey, GorgiasDesk desk) {
    this.file = file;
    this.apiKey = apiKey;
    this.desk = desk;
  }

  /**
   * The content of a file, {@code api_key} and {@code desk}; null when there is no file.
   *
   * @throws RuntimeException if the file can't be read
   */
  static @Nullable JsonNode read(Path file) {
    try {
      return Files.exists(file) ? Json.MAPPER.readTree(Files.readString(file)) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Brings the file up to date. No end of the process loses what is there when this returns. */
  synchronized void save() {
    long version = desk.version();
    if (version == savedVersion) {
      return;
    }
    ObjectNode document = Json.object().put("api_key", apiKey);
    document.set("desk", desk.snapshot());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, Json.write(document));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      savedVersion = version;
      isBroken = false;
    } catch (IOException e) {
      if (!isBroken) {
        LOG.warn("The sandbox's Gorgias can't be kept: {}", e.toString());
      }
      isBroken = true;
    }
  }
}
