package com.gorgiassmartrr.sandbox.smartrr;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The checking of ids in paths. FACT: people and subscriptions have UUIDs. GUESS: other text is a
 * 400.
 */
final class PathIds {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private PathIds() {}

  static String uuid(Call call, String name) {
    String id = call.parameter(name).toLowerCase(Locale.ROOT);
    if (!UUID.matcher(id).matches()) {
      throw ApiException.badRequest("Not a valid id: " + id);
    }
    return id;
  }
}
