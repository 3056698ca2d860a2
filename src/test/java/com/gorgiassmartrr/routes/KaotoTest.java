package com.gorgiassmartrr.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An editor that goes by Camel's schema, as Kaoto does, marks nothing in a shipped file. */
final class KaotoTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** The schema wants a number here, where Camel takes a setting, too. */
  private static final Set<String> EXCEPTED =
      Set.of(
          "error-policy.camel.yaml /0/routeConfiguration/onException/0/onException/redeliveryPolicy/maximumRedeliveries",
          "error-policy.camel.yaml /0/routeConfiguration/onException/1/onException/redeliveryPolicy/maximumRedeliveries");

  private static Schema schema;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        CamelContext.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
              .getSchema(Objects.requireNonNull(in));
    }
  }

  static Set<String> files() {
    return ProjectFiles.routes().keySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_ofTheShipped_meetsCamelsSchema(String file) throws IOException {
    Set<String> mistakes = mistakes(file, Objects.requireNonNull(ProjectFiles.routes().get(file)));
    Set<String> excepted = new TreeSet<>(EXCEPTED);
    excepted.removeIf(place -> !place.startsWith(file + " "));

    assertEquals(excepted, mistakes);
  }

  @Test
  void file_withAQuotedNumber_doesNotMeetIt() throws IOException {
    String text =
        Objects.requireNonNull(ProjectFiles.routes().get("error-policy.camel.yaml"))
            .replace("maximumRedeliveries: 0", "maximumRedeliveries: \"0\"");

    assertFalse(EXCEPTED.equals(mistakes("error-policy.camel.yaml", text)));
  }

  private static Set<String> mistakes(String file, String text) throws IOException {
    List<Error> errors = schema.validate(YAML.readTree(text));
    Set<String> places = new TreeSet<>();
    errors.forEach(error -> places.add(file + " " + error.getInstanceLocation()));
    return places;
  }
}
