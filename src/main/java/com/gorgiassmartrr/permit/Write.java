package com.gorgiassmartrr.permit;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
    String base = partner.toString();
    int end = base.length();
    while (end > 0 && base.charAt(end - 1) == '/') {
      end--;
    }
    return new Write(verb, URI.create(base.substring(0, end) + path));
  }

  private static URI plain(URI address) {
    if (isPlain(address)) {
      return address;
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    String port = hasUsualPort(address) ? "" : ":" + address.getPort();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    return URI.create(
        scheme
            + "://"
            + host(address).toLowerCase(Locale.ROOT)
            + port
            + address.getRawPath()
            + query);
  }

  /** Whether an address is in its one form already, as nearly all are. */
  private static boolean isPlain(URI address) {
    String host = address.getHost();
    return host != null
        && PORTS.containsKey(address.getScheme())
        && host.equals(host.toLowerCase(Locale.ROOT))
        && (address.getPort() < 0 || !hasUsualPort(address))
        && address.getRawUserInfo() == null
        && address.getRawFragment() == null;
  }

  private static boolean hasUsualPort(URI address) {
    Integer usual = PORTS.get(address.getScheme().toLowerCase(Locale.ROOT));
    return address.getPort() < 0 || Objects.equals(usual, address.getPort());
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
