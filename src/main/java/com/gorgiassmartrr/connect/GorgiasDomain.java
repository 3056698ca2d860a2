package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.file.Invisible;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a Gorgias account is, as a person typed it: {@code acme}, {@code acme.gorgias.com}, or any
 * address that they see in their browser. An address of another host, as of the sandbox, must be
 * whole.
 *
 * @param name the account's domain, such as {@code acme}; empty for another host
 * @param url where its API is, without a path
 */
record GorgiasDomain(String name, URI url) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * Reads what was typed.
   *
   * @param host what stands behind the domain, such as {@code gorgias.com}
   * @return empty when it can't be a domain
   */
  static Optional<GorgiasDomain> parse(String typed, String host) {
    String text = Invisible.strip(typed).toLowerCase(Locale.ROOT);
    if (LABEL.matcher(text).matches()) {
      return Optional.of(named(text, host));
    }
    boolean whole = text.contains("://");
    try {
      URI uri = new URI(whole ? text : "https://" + text);
      String typedHost = uri.getHost();
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (!web || typedHost == null || uri.getUserInfo() != null) {
        return Optional.empty();
      }
      if (typedHost.endsWith("." + host)) {
        String name = typedHost.substring(0, typedHost.length() - host.length() - 1);
        return LABEL.matcher(name).matches() ? Optional.of(named(name, host)) : Optional.empty();
      }
      return whole
          ? Optional.of(
              new GorgiasDomain("", URI.create(uri.getScheme() + "://" + uri.getAuthority())))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static GorgiasDomain named(String name, String host) {
    return new GorgiasDomain(name, URI.create("https://" + name + "." + host));
  }
}
