package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.file.Invisible;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** The address at which Gorgias reaches the server, as a person typed it. */
final class PublicAddress {
  private PublicAddress() {}

  /** Reads what was typed, with or without {@code https://}; empty when it can't be an address. */
  static Optional<URI> parse(String typed) {
    String text = Invisible.strip(typed).replaceAll("/+$", "");
    try {
      URI uri = new URI(text.contains("://") ? text : "https://" + text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean bare =
          uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getFragment() == null;
      return web && bare && uri.getHost() != null && uri.getUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Why Gorgias can't reach an address, or shouldn't; empty when it looks well. */
  static String doubt(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    if (isOfThisMachine(host)) {
      return "Gorgias can't reach " + address + ": it is an address of this machine alone.";
    }
    if (isOfOneNetwork(host)) {
      return "Gorgias can't reach " + address + ": it is an address of a private network.";
    }
    return address.getScheme().equals("https")
        ? ""
        : address + " isn't https: customers' data would travel unencrypted.";
  }

  /** Whether an address is only for the machine itself. */
  static boolean isOfThisMachine(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || literal(host).map(ip -> ip.isLoopbackAddress() || ip.isAnyLocalAddress()).orElse(false);
  }

  private static boolean isOfOneNetwork(String host) {
    Optional<InetAddress> ip = literal(host);
    if (ip.isEmpty()) {
      return !host.contains(".")
          || host.endsWith(".local")
          || host.endsWith(".internal")
          || host.endsWith(".lan")
          || host.endsWith(".home.arpa");
    }
    byte[] bytes = ip.get().getAddress();
    boolean shared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
    boolean unique = ip.get() instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
    return shared || unique || ip.get().isSiteLocalAddress() || ip.get().isLinkLocalAddress();
  }

  /** The IP address that a host is written as; names aren't looked up. */
  private static Optional<InetAddress> literal(String host) {
    boolean isLiteral = host.startsWith("[") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    try {
      return isLiteral ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
