package com.gorgiassmartrr.jslt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed ends, and what is wrong with it is told with its line. */
final class JsltTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'a': 1|  'b': 2} ~ 2 ~ this is not JSLT: 'b' can't stand there; write what is missing before it, such as a comma, or leave it out",
        "{'a': 1|| ~ 2 ~ this is not JSLT: it ends too early; write what is missing at its end",
        "|'a ~ 2 ~ this is not JSLT: a quotation mark is not closed; write another one",
        ".a === 1 ~ 1 ~ this is not JSLT: = can't stand there; write what is missing before it, such as a comma, or leave it out",
        ".a and )| ~ 1 ~ this is not JSLT: ) can't stand there; write what is missing before it, such as a comma, or leave it out",
        ".a %% 2 ~ 1 ~ this is not JSLT: % can't stand there; write what is missing before it, such as a comma, or leave it out",
        "1 +| nothing(2) ~ 2 ~ there is no function nothing; write one of JSLT's",
        "1 + |$b ~ 2 ~ there is no variable $b; write $a",
        "def f(x)| $b + $x|f(1) ~ 2 ~ there is no variable $b; write $a",
        "def f(x)|  g($x)|def g(x)|  [for ($x) f(.)]|f(1) ~ 1 ~ the function f calls itself, and might never end; write it without that",
        "|import 'x' as x 1 ~ 0 ~ this is not JSLT: Cannot load resource 'x': not found",
        "import 'http://jslt.schibsted.com/2018/experimental' as x|1 ~ 1 ~ nothing can be imported here; write out what it is needed for",
      })
  void mistake_inAText_isToldWithItsLine(String text, int line, String said) {
    JsltMistake mistake =
        assertThrows(JsltMistake.class, () -> strictly(text.replace('|', '\n').replace('\'', '"')));
    assertEquals(said, String.valueOf(mistake.getMessage()).replace('"', '\''));
    assertEquals(line, mistake.line());
  }

  @Test
  void text_thatUsesVariablesEverywhere_isComputed() throws Exception {
    Jslt jslt =
        strictly(
            """
            let b = $a.one
            def twice(x)
              let a = 7
              [$x, $x, $a]
            def given(x) $a.two
            {"b": $b, "twice": twice(.in), "given": [for (.list) given(.) + .n],
             "let": (let a = 3 $a)}
            """
                .replace("(let a = 3 $a)", "if (true) let a = 3 $a"));
    JsonNode result =
        jslt.run(
            JSON.readTree("{\"in\":5,\"list\":[{\"n\":1},{\"n\":2}]}"),
            Map.of("a", JSON.readTree("{\"one\":1,\"two\":2}")));
    assertEquals("{\"b\":1,\"twice\":[5,5,7],\"given\":[3,4],\"let\":3}", result.toString());
    assertEquals(Set.of("one", "two", ""), jslt.keysOf("a").keySet());
    assertEquals(5, jslt.keysOf("a").get("two"));
    assertEquals(Set.of("in", "list", "n"), jslt.keysOfInput());
  }

  @Test
  void functions_thatCallEachOtherButNotThemselves_areNoMistake() throws Exception {
    Jslt jslt = strictly("def a(x) $x + 1 def b(x) a(a($x)) def c(x) a(b($x)) c(b(1))");
    assertEquals("6", jslt.run(JSON.readTree("{}"), Map.of()).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "test(.a, \"^(a|aa)+\\\\1?!!$\")",
        "capture(.a, \"^(?<x>(a|aa)+)\\\\1?!!$\")",
        "split(.a, \"^(a|aa)+\\\\1?!!$\")",
        "replace(.a, \"^(a|aa)+\\\\1?!!$\", \"\")",
      })
  void regularExpression_thatTakesForEver_isGivenUp(String text) throws Exception {
    JsonNode input = JSON.createObjectNode().put("a", "a".repeat(80) + "!");
    JsltFailure failure =
        assertThrows(JsltFailure.class, () -> strictly(text).run(input, Map.of()));
    assertEquals("a regular expression in it takes too many steps", failure.getMessage());
  }

  @Test
  void regularExpressions_doAsJsltsOwn() throws Exception {
    String text =
        """
        {"test": [test(.a, "b+"), test(.none, "b"), test(.a, "^b")],
         "capture": capture(.a, "a(?<x>b+)(?<y>c)"),
         "split": split(.a, "b+"),
         "replace": [replace(.a, "b+", "$1"), replace(.none, "b", "")],
         "number": test(.n, "^1")}
        """;
    JsonNode input = JSON.readTree("{\"a\": \"abbcbc\", \"n\": 12}");
    assertEquals(
        Jslt.compile("", text, List.of()).run(input, Map.of()),
        strictly(text).run(input, Map.of()));
  }

  @Test
  void loops_thatTakeTooManySteps_areGivenUp() throws Exception {
    String loops = "[for ($a) [for ($a) [for ($a) [for ($a) [for ($a) $a]]]]]";
    JsonNode list = JSON.valueToTree(new int[100]);
    JsltFailure failure =
        assertThrows(JsltFailure.class, () -> strictly(loops).run(list, Map.of("a", list)));
    assertTrue(String.valueOf(failure.getMessage()).contains("too "), failure.getMessage());
  }

  private static Jslt strictly(String text) {
    return Jslt.compileStrictly(text, List.of(), Set.of("a"));
  }
}
