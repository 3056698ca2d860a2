package com.gorgiassmartrr.benchmark;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The requests that are sent, as bytes. */
final class Request {
  static final String SECRET = "0123456789abcdef";
  static final String TOKEN = "tok";

  private Request() {}

  /** A look-up at our server. */
  static byte[] lookup(String store, String email) {
    return get(
        "/gorgias/" + store + "/widget?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8),
        "x-store-secret: " + SECRET);
  }

  /** A read at the partner, as a client without anything around it makes it. */
  static byte[] read(String path) {
    return get(path, "x-smartrr-access-token: " + TOKEN);
  }

  private static byte[] get(String path, String header) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n"
            + header
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
