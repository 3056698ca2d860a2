package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of money as Smartrr gives them: whole numbers of the currency's smallest unit, as a text
 * or as a number.
 */
public final class Money {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern CODE = Pattern.compile("[A-Za-z]{3}");

  private Money() {}

  /**
   * Writes an amount for people, such as {@code 48.00 USD}, {@code 3200 JPY}, {@code 1.500 KWD}.
   *
   * <p>The result is null when the amount isn't certain: a number with a decimal point is no number
   * of smallest units, and nobody knows whether it means whole dollars.
   *
   * @param minorUnits the price of one, in the smallest unit of the currency
   * @param currency its ISO 4217 code; an unknown one is taken to have two decimals
   * @param quantity how many there are of that price
   */
  public static @Nullable String format(JsonNode minorUnits, JsonNode currency, JsonNode quantity) {
    BigInteger price = whole(minorUnits);
    BigInteger count = whole(quantity);
    String code = currency.asText("").strip();
    if (price == null || count == null || count.signum() < 0 || !CODE.matcher(code).matches()) {
      return null;
    }
    return new BigDecimal(price.multiply(count), decimals(code)).toPlainString() + " " + code;
  }

  private static @Nullable BigInteger whole(JsonNode number) {
    String text = number.isTextual() || number.isIntegralNumber() ? number.asText().strip() : "";
    return WHOLE.matcher(text).matches() ? new BigInteger(text) : null;
  }

  private static int decimals(String currencyCode) {
    try {
      String code = currencyCode.toUpperCase(Locale.ROOT);
      return Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      return 2;
    }
  }
}
