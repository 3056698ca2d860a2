package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mailbox a text names, and that it never names somebody else's. */
final class EmailAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00A0",
        "\u200B",
        "\u200C",
        "\u200D",
        "\uFEFF",
        "\u00AD",
        "\u2060",
        "\u200E",
        "\u200F",
        "\u202A",
        "\u202C",
        "\u2066",
        "\u2069",
        "\u061C",
        "\u3000",
        "\u2003",
        "\u2009",
        "\u202F",
        "\u205F",
        "\u1680",
        "\u180E",
        "\u2028",
        "\u2029",
        "\u0085",
        "\t",
        "\r\n",
        "\u0000",
        "\u3164",
        "\u2800",
        "\uFE0F",
        " \u200B\u00A0\t"
      })
  void address_unseenCharacterAroundIt_isDroppedThereAndRefusedWithin(String unseen) {
    assertEquals("mara@example.com", parsed(unseen + "mara@example.com" + unseen));
    assertTrue(new EmailAddress("mara@example.com").is("Mara@example.com" + unseen));
    assertNull(EmailAddress.parse("ma" + unseen + "ra@exam" + unseen + "ple.com"));
    assertNull(EmailAddress.parse("mara@" + unseen + "example.com"));
    assertFalse(new EmailAddress("mara@example.com").is("ma" + unseen + "ra@example.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mailto:mara@example.com",
        "MAILTO: mara@example.com",
        "<mara@example.com>",
        "Mara Quill <mara@example.com>",
        "\"Quill, Mara\" <mara@example.com>,",
        "<mailto:mara@example.com>",
        "mara@example.com,",
        "mara@example.com.",
        "mara@example.com ; "
      })
  void address_asProgramsWriteIt_isTheMailbox(String text) {
    assertEquals("mara@example.com", parsed(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mara@example.com, kenji@example.com",
        "mara@example.com kenji@example.com",
        "kenji@example.com <mara@example.com>",
        "Mara <mara@example.com> <kenji@example.com>",
        "<mara@example.com",
        "mara@example.com>",
        "mara\uFF20example.com",
        "\uFF4Dara@example.com",
        "mara@e\uFF58ample.com",
        "\u212Aenji@example.com",
        "mara@example\u3002com",
        "<>",
        "mailto:",
        "\u200B",
        "\u200B@\u200B"
      })
  void address_thatMightBeSomebodyElses_isRefused(String text) {
    assertNull(EmailAddress.parse(text));
  }

  /** A letter that can be seen belongs to the mailbox, whatever it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {"jos\u00E9@example.com", "\uD83E\uDEE8mara@example.com", "o'neil@example.com"})
  void address_rareLetters_isKept(String text) {
    assertEquals(text, parsed(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u212Aenji@example.com", "\uFF4Benji@example.com", "kenji@example.com."})
  void subscriber_whoseAddressOnlyLooksLikeIt_isSomebodyElse(String other) {
    assertFalse(new EmailAddress("kenji@example.com").is(other));
  }

  private static String parsed(String text) {
    return Objects.requireNonNull(EmailAddress.parse(text), text).value();
  }
}
