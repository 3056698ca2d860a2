package com.gorgiassmartrr.permit;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A write at a partner: its verb and its whole address. Two are the same where the partner would
 * take them for the same, so {@code https://API.example.com:443/a} is {@code
 * https://api.example.com/a}.
 *
 * @param verb any but GET and HEAD
 */
public record Write(String verb, URI address) {
  private static final Map<String, Integer> PORTS = Map.of("https", 443, "http", 80);

  /** Brings the address into its one form. */
  public Write {
    address = plain(address);
  }

  /**
   * A write below a partner's address.
   *
   * @param partner with or without a path of its own
   * @param path begins with a slash
   */
  public static Write to(URI partner, String verb, String path) {
    return new Write(verb, URI.create(partner.toString().replaceFirst("/+$", "") + path));
  }

  private static URI plain(URI address) {
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    int port = address.getPort() < 0 ? PORTS.getOrDefault(scheme, -1) : address.getPort();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    return URI.create(
        scheme
            + "://"
            + host(address).toLowerCase(Locale.ROOT)
            + ":"
            + port
            + address.getRawPath()
            + query);
  }

  /**
   * The host of an address. Java itself tells no host where the name breaks the rules, as one with
   * an underscore does.
   */
  private static String host(URI address) {
    String host = address.getHost();
    return host != null ? host : address.getRawAuthority().replaceAll("^.*@|:\\d*$", "");
  }

  /**
   * The write in words, such as {@code PUT /vendor/orders at api.example.com}, without the query.
   * Of an address outside the partners' APIs only the host is told, because the rest may be a
   * credential.
   */
  @Override
  public String toString() {
    String path = address.getRawPath();
    boolean isOfAnApi = path.startsWith("/api/") || path.startsWith("/vendor/");
    return verb + " " + (isOfAnApi ? path + " at " : "to ") + host(address);
  }
}
