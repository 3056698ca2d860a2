package com.gorgiassmartrr.smartrr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;

/** Amounts of money as Smartrr gives them: whole numbers of the currency's smallest unit. */
public final class Money {
  private Money() {}

  /**
   * Writes an amount for people, such as {@code 48.00 USD}, {@code 3200 JPY}, {@code 1.500 KWD}.
   *
   * @param minorUnits the amount in the smallest unit of the currency
   * @param currencyCode ISO 4217; of a code that isn't known two decimals are assumed
   */
  public static String format(BigDecimal minorUnits, String currencyCode) {
    return minorUnits
            .movePointLeft(decimals(currencyCode))
            .setScale(decimals(currencyCode), RoundingMode.HALF_UP)
            .toPlainString()
        + " "
        + currencyCode;
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
