package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LikePatternTest {

  @ParameterizedTest
  @CsvSource({
    "ann@example.com, joann@example.com, true",
    "ANN@, ann@example.com, true",
    "a_n, ann, true",
    "a_n, an, false",
    "a%z, abcz, true",
    "z%a, abcz, false",
    "'', anything, true",
    "%, anything, true",
    "a\\_b, a_b, true",
    "a\\_b, axb, false",
    "فهد, الفهد, true",
    "o'neil, o'neil@example.com, true",
  })
  void matches_textAndValue_areCompared(String text, String value, boolean expected) {
    assertEquals(expected, new LikePattern(text).matches(value));
  }

  @Test
  void matches_manyWildcards_doesNotExplode() {
    LikePattern pattern = new LikePattern("%a".repeat(200) + "b");
    String value = "a".repeat(5000);
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> pattern.matches(value));
  }
}
