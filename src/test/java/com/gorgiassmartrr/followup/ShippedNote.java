package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The words that the shipped file has for a note. */
public final class ShippedNote {
  private static final Path FILE = Path.of("routes/follow-ups/note.camel.yaml");

  private ShippedNote() {}

  /** The lines of a note that tells this, in JSON. */
  public static List<String> lines(String told) {
    try {
      FollowUp note = new FollowUp();
      note.setSends(sends());
      return NoteWords.of(
              note.body(
                  "ABCD2345",
                  new ObjectMapper().readTree(told),
                  JsonNodeFactory.instance.objectNode()))
          .lines();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String sends() {
    try {
      Object parts =
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
      for (Object part : (List<?>) parts) {
        if (((Map<?, ?>) part).get("beans") instanceof List<?> beans
            && beans.get(0) instanceof Map<?, ?> bean
            && bean.get("properties") instanceof Map<?, ?> properties) {
          return String.valueOf(properties.get("sends"));
        }
      }
      throw new IllegalStateException("There is no bean in " + FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
