package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * A secret that opens the simulated API. FACT: tokens are about 36 letters and digits without a
 * prefix.
 */
final class AccessToken {
  static final int READ = 1;
  static final int READ_AND_WRITE = 2;

  private static final int LENGTH = 36;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final String value;
  private final Instant created;
  private final Map<Scope, Integer> levels = new EnumMap<>(Scope.class);

  AccessToken(String name, String value, int level, Instant created) {
    this.name = name;
    this.value = value;
    this.created = created;
    for (Scope scope : Scope.values()) {
      levels.put(scope, level);
    }
  }

  String value() {
    return value;
  }

  boolean allows(Scope scope, int level) {
    return levels.getOrDefault(scope, 0) >= level;
  }

  ObjectNode json() {
    ObjectNode node = Json.stored(Ids.uuid("token/" + name), created, created);
    node.put("tokenNickName", name)
        .put("applicationName", "Gorgias")
        .put("smartrrAccessToken", value)
        .put("clientId", Ids.uuid("client/" + name));
    ObjectNode scopes = node.putObject("scopeSettings");
    levels.forEach((scope, level) -> scopes.put(scope.name(), level));
    return node;
  }

  /** A new value that nobody can guess. */
  static String random() {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
