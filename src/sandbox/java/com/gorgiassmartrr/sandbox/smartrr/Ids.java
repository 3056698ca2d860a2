package com.gorgiassmartrr.sandbox.smartrr;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Identifiers made from names, so that they are the same after every reset and restart. */
final class Ids {
  private static final long VERSION_BITS = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long SMALLEST_11_DIGITS = 10_000_000_000L;

  private Ids() {}

  /** A UUID that looks like version 4. FACT: subscribers and subscriptions have such ids. */
  static String uuid(String name) {
    UUID hash = hash(name);
    long high = (hash.getMostSignificantBits() & ~VERSION_BITS) | VERSION_4;
    return new UUID(high, hash.getLeastSignificantBits()).toString();
  }

  /** A number of 11 digits. FACT: Shopify's contract numbers have 11. */
  static long number(String name) {
    long positive = hash(name).getMostSignificantBits() >>> 1;
    return SMALLEST_11_DIGITS + positive % (9 * SMALLEST_11_DIGITS);
  }

  /** A Shopify global id such as {@code gid://shopify/Order/12345678901}. */
  static String gid(String type, String name) {
    return gid(type, number(name));
  }

  /** A Shopify global id of a known number. */
  static String gid(String type, long number) {
    return "gid://shopify/" + type + "/" + number;
  }

  private static UUID hash(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
