package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop's reasons for cancelling, as an agent chooses of them. */
final class ReasonTest {
  @Test
  void reasons_areInTheShopsOrderAndWithoutArchivedOnes() throws Exception {
    assertEquals(
        List.of(new Reason("b", "Second"), new Reason("a", "First"), new Reason("d", "Last")),
        read(
            """
            [{"id":"a","uiIdx":2,"text":{"en-US":"First"}},
             {"id":"d","text":{"en-US":"Last"}},
             {"id":"c","uiIdx":0,"text":{"en-US":"Old"},"isArchived":true},
             {"uiIdx":0,"text":{"en-US":"Without an id"}},
             {"id":"b","uiIdx":1,"text":{"en-US":"Second"}}]
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"en-US\":\"Too dear\",\"fr-FR\":\"Trop cher\"} | Too dear",
        "{\"fr-FR\":\"Trop cher\"}                        | Trop cher",
        "\"Too dear\"                                     | Too dear",
        "{}                                               | price",
        "null                                             | price",
        "\"Too dear; really\"                             | Too dear, really",
        "\"{{ticket.id}} a\\n b \"                        | ticket.id a b"
      })
  void text_ofAReason_isOneChoice(String json, String text) throws Exception {
    assertEquals(
        text,
        read("[{\"id\":\"a\",\"reasonType\":\"PRICE\",\"text\":" + json + "}]").get(0).text());
  }

  @Test
  void texts_thatAreTheSame_areToldApart() throws Exception {
    List<Reason> reasons =
        read("[{\"id\":\"a\",\"text\":\"Other\"},{\"id\":\"b\",\"text\":\"Other\"}]");

    assertEquals(List.of("Other", "Other (b)"), reasons.stream().map(Reason::text).toList());
    assertEquals(Optional.of(reasons.get(1)), Reason.chosen(reasons, "Other (b)"));
    assertEquals(Optional.of(reasons.get(1)), Reason.chosen(reasons, "b"));
    assertEquals(Optional.empty(), Reason.chosen(reasons, "other"));
  }

  /** What a dropdown sends of which nothing was chosen. */
  @Test
  void list_ofReasons_isNoReason() throws Exception {
    List<Reason> reasons =
        read("[{\"id\":\"a\",\"text\":\"Too dear\"},{\"id\":\"b\",\"text\":\"Moving\"}]");
    for (String list : List.of("Too dear;Moving", "Too dear; Moving", "Old one;Too dear;Moving")) {
      assertEquals(Optional.of(Reason.NONE), Reason.chosen(reasons, list), list);
    }
    for (String other : List.of("Too dear;", "Too dear;and more", "nothing;at all", ";")) {
      assertEquals(Optional.empty(), Reason.chosen(reasons, other), other);
    }
  }

  @Test
  void text_thatLooksTheSame_isTheReason() throws Exception {
    List<Reason> reasons = read("[{\"id\":\"a\",\"text\":\"Too dear\"}]");
    for (String same : List.of("Too\u00A0dear", "\u200BToo dear\uFEFF", "Too  dear")) {
      assertEquals(Optional.of(reasons.get(0)), Reason.chosen(reasons, same));
    }
  }

  @Test
  void text_thatIsLong_isCut() throws Exception {
    String text = read("[{\"id\":\"a\",\"text\":\"" + "😀x".repeat(80) + "\"}]").get(0).text();

    assertEquals(100, text.codePointCount(0, text.length()));
  }

  private static List<Reason> read(String json) throws Exception {
    return Reason.of(new ObjectMapper().readTree(json));
  }
}
