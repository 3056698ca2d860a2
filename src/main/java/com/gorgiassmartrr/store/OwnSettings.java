package com.gorgiassmartrr.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that a store has of its own for what follows from its presses, such as {@code
 * slack.url}: by their keys, without the store's prefix. Each may hold a credential.
 */
public final class OwnSettings {
  /** Those of the follow-ups that are shipped; those of others are in the store's file. */
  static final List<String> SHIPPED =
      List.of(
          "slack.url",
          "tag-ticket.tags",
          "ticket-field.id",
          "ticket-field.value",
          "webhook.secret",
          "webhook.url");

  private static final String SIGNING_KEY = "webhook.secret";
  private static final String SIGNING_PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private OwnSettings() {}

  /** Whether a key can be one of them: it is none by which the store itself is served. */
  public static boolean isOne(String key) {
    return !Stores.OF_EACH.contains(key);
  }

  /**
   * Reads them.
   *
   * @param others the further keys of the store's file, without the prefix
   * @throws SettingException where one can't be right; its message doesn't hold the value
   */
  static SortedMap<String, Secret> read(
      String prefix, Settings settings, Collection<String> others) {
    SortedMap<String, Secret> own = new TreeMap<>();
    TreeSet<String> keys = new TreeSet<>(SHIPPED);
    keys.addAll(others);
    for (String key : keys) {
      settings
          .find(prefix + key)
          .ifPresent(
              value -> {
                check(prefix, key, value);
                own.put(key, new Secret(value));
              });
    }
    return Collections.unmodifiableSortedMap(own);
  }

  private static void check(String prefix, String key, String value) {
    if (key.endsWith(".url")) {
      checkAddress(prefix + key, value);
    } else if (key.equals(SIGNING_KEY)) {
      signingKey(prefix + key, value);
    }
  }

  /**
   * Makes sure that a setting holds an address to which something can be sent.
   *
   * @throws SettingException if it doesn't; its message doesn't hold the value
   */
  public static void checkAddress(String setting, String value) {
    if (!isAddress(value)) {
      throw new SettingException(
          setting + " is not an address; write it like https://hooks.example.com/services/...");
    }
  }

  /** Whether it is an address to which something can be sent. */
  public static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return web && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The key that a secret stands for, as Standard Webhooks write it.
   *
   * @throws SettingException if it isn't one; its message doesn't hold it
   */
  public static byte[] signingKey(String setting, String secret) {
    if (secret.startsWith(SIGNING_PREFIX)) {
      try {
        byte[] key = Base64.getDecoder().decode(secret.substring(SIGNING_PREFIX.length()));
        if (key.length >= SHORTEST && key.length <= LONGEST) {
          return key;
        }
      } catch (IllegalArgumentException e) {
        // Said below, like a key that is too short.
      }
    }
    throw new SettingException(
        setting
            + " is no webhook secret; write "
            + SIGNING_PREFIX
            + " and behind it 24 to 64 random bytes in base64, such as what openssl rand -base64 32"
            + " prints.");
  }
}
