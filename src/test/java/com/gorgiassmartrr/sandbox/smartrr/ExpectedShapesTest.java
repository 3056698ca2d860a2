package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Checks the shapes that our clients rely on, without Smartrr's document. */
final class ExpectedShapesTest {

  @TestFactory
  Stream<DynamicTest> answers_ofEachRoute_haveTheExpectedFields() throws Exception {
    return expected().properties().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private static JsonNode expected() throws Exception {
    try (InputStream file = ExpectedShapesTest.class.getResourceAsStream("expected-shapes.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(file));
    }
  }

  private static void check(String target, JsonNode shapes) throws Exception {
    try (SimulatorFixture fixture = new SimulatorFixture()) {
      JsonNode answer = fixture.caller.json(target);
      for (Map.Entry<String, JsonNode> shape : shapes.properties()) {
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : shape.getValue().properties()) {
          JsonNode value = answer.at(shape.getKey() + "/" + field.getKey());
          wanted.put(field.getKey(), field.getValue().asText());
          found.put(field.getKey(), value.getNodeType().name());
        }
        assertEquals(wanted, found, shape.getKey());
      }
    }
  }
}
