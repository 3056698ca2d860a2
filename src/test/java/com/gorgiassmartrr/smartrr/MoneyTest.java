package com.gorgiassmartrr.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts as Smartrr gives them, and what is none of its amounts. */
final class MoneyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"4800\",                \"USD\",   2,     96.00 USD",
        "4800,                    \"usd\",   \"2\", 96.00 usd",
        "\" 4800 \",              \" USD \", 1,     48.00 USD",
        "\"-500\",                \"USD\",   1,     -5.00 USD",
        "\"0\",                   \"USD\",   3,     0.00 USD",
        "\"5\",                   \"USD\",   1,     0.05 USD",
        "\"1600\",                \"JPY\",   2,     3200 JPY",
        "\"9500\",                \"KWD\",   1,     9.500 KWD",
        "\"4800\",                \"QQQ\",   1,     48.00 QQQ",
        "\"999999999999999999\",  \"USD\",   2,     19999999999999999.98 USD"
      })
  void amount_ofSmallestUnits_isExact(String price, String currency, String quantity, String shown)
      throws Exception {
    assertEquals(shown, Money.format(json(price), json(currency), json(quantity)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"48.00\",        \"USD\", 2",
        "48.00,            \"USD\", 2",
        "4800.5,           \"USD\", 1",
        "\"4800.\",        \"USD\", 1",
        "\"4 800\",        \"USD\", 1",
        "\"$48\",          \"USD\", 1",
        "\"1e999999999\",  \"USD\", 1",
        "1e30,             \"USD\", 1",
        "\"9999999999999999999999\", \"USD\", 1",
        "\"\",             \"USD\", 1",
        "null,             \"USD\", 1",
        "true,             \"USD\", 1",
        "[4800],           \"USD\", 1",
        "\"4800\",         null,    1",
        "\"4800\",         \"\",    1",
        "\"4800\",         \"US dollars\", 1",
        "\"4800\",         840,     1",
        "\"4800\",         \"USD\", null",
        "\"4800\",         \"USD\", 1.5",
        "\"4800\",         \"USD\", -1"
      })
  void amount_thatIsNotCertain_isNone(String price, String currency, String quantity)
      throws Exception {
    assertNull(Money.format(json(price), json(currency), json(quantity)));
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }
}
