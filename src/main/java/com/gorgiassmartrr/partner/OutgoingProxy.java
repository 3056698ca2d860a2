package com.gorgiassmartrr.partner;

import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP proxy through which calls leave this machine, where one is set: by the setting {@code
 * proxy.url}, or else by the system properties {@code https.proxyHost} and the like, or else by the
 * variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} of the environment. What
 * is on this machine is never called through it.
 */
public final class OutgoingProxy extends ProxySelector {
  /** No proxy. */
  public static final OutgoingProxy NONE = new OutgoingProxy(Map.of(), "");

  private static final Logger LOG = LoggerFactory.getLogger(OutgoingProxy.class);
  private static final Set<String> SCHEMES = Set.of("https", "http");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.*\\.localhost|127(\\.\\d+){1,3}|\\[?(0*:)*0*:?0*1]?");
  private static final int USUAL_PORT = 80;

  private final Map<String, Server> byScheme;
  private final String except;

  /**
   * A proxy.
   *
   * @param user the user for the proxy's login; empty: it asks for none
   */
  private record Server(String host, int port, String user, @Nullable Secret password) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * Proxies by the scheme of what is called.
   *
   * @param except the hosts that are called without a proxy, comma separated
   */
  private OutgoingProxy(Map<String, Server> byScheme, String except) {
    this.byScheme = Map.copyOf(byScheme);
    this.except = except.toLowerCase(Locale.ROOT);
  }

  /**
   * The proxy that is set.
   *
   * @throws SettingException when {@code proxy.url} can't be one
   */
  public static OutgoingProxy of(Settings settings) {
    OutgoingProxy proxy = find(settings);
    if (!proxy.byScheme.isEmpty()) {
      Server server = proxy.byScheme.values().iterator().next();
      LOG.info("Calls to the partners go through the proxy {}", server);
    }
    return proxy;
  }

  private static OutgoingProxy find(Settings settings) {
    Optional<String> set = settings.find("proxy.url");
    if (set.isPresent()) {
      Server server = parse(set.get());
      if (server == null) {
        throw new SettingException(
            "proxy.url can't be a proxy's address; write it like http://proxy.example.com:3128.");
      }
      return new OutgoingProxy(
          Map.of("https", server, "http", server), settings.find("proxy.except").orElse(""));
    }
    Map<String, Server> ofJava = ofJava();
    if (!ofJava.isEmpty()) {
      String others = System.getProperty("http.nonProxyHosts", "").replace('|', ',');
      return new OutgoingProxy(ofJava, others + "," + settings.find("proxy.except").orElse(""));
    }
    String others =
        settings.variable("NO_PROXY").or(() -> settings.variable("no_proxy")).orElse("");
    return new OutgoingProxy(
        ofEnvironment(settings), others + "," + settings.find("proxy.except").orElse(""));
  }

  private static Map<String, Server> ofJava() {
    Map<String, Server> found = new HashMap<>();
    for (String scheme : SCHEMES) {
      String host = System.getProperty(scheme + ".proxyHost", "");
      if (!host.isEmpty()) {
        int usual = scheme.equals("https") ? 443 : USUAL_PORT;
        String user = System.getProperty(scheme + ".proxyUser", "");
        Secret password = new Secret(System.getProperty(scheme + ".proxyPassword", ""));
        int port = Integer.getInteger(scheme + ".proxyPort", usual);
        found.put(scheme, new Server(host, port, user, password));
      }
    }
    return found;
  }

  private static Map<String, Server> ofEnvironment(Settings settings) {
    Map<String, Server> found = new HashMap<>();
    for (String scheme : SCHEMES) {
      String name = scheme + "_proxy";
      String url =
          settings
              .variable(name.toUpperCase(Locale.ROOT))
              .or(() -> settings.variable(name))
              .orElse("");
      Server server = parse(url);
      if (server != null) {
        found.put(scheme, server);
      } else if (!url.isEmpty()) {
        LOG.warn(
            "{} isn't used: it is no address like http://proxy.example.com:3128",
            name.toUpperCase(Locale.ROOT));
      }
    }
    return found;
  }

  /** Reads an address, with or without a login; null where it can't be one. */
  private static @Nullable Server parse(String address) {
    try {
      URI uri = URI.create(address.contains("://") ? address : "http://" + address);
      if (uri.getHost() == null || !"http".equals(uri.getScheme())) {
        return null;
      }
      String[] login = (uri.getUserInfo() == null ? "" : uri.getUserInfo()).split(":", 2);
      return new Server(
          uri.getHost(),
          uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
          login[0],
          login.length == 2 ? new Secret(login[1]) : null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The proxy for a host; null: the host is called without one. */
  private @Nullable Server server(String scheme, String host, int port) {
    Server server = byScheme.get(scheme.toLowerCase(Locale.ROOT));
    String name = host.toLowerCase(Locale.ROOT);
    return server == null || LOOPBACK.matcher(name).matches() || isExcepted(name, port)
        ? null
        : server;
  }

  /** A name stands for itself and for all below it, as curl and others read it. */
  private boolean isExcepted(String host, int port) {
    for (String entry : except.split("[,\\s]+")) {
      String name = entry.replaceFirst("^\\*?\\.", "");
      if (!name.isEmpty()
          && (name.equals("*")
              || name.equals(host)
              || name.equals(host + ":" + port)
              || host.endsWith("." + name))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Proxy> select(URI uri) {
    Server server =
        uri.getHost() == null ? null : server(uri.getScheme(), uri.getHost(), uri.getPort());
    return List.of(
        server == null
            ? Proxy.NO_PROXY
            : new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(server.host(), server.port())));
  }

  /** Does nothing, as there is no other proxy to try. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

  /** Has a client go through the proxy; where none is set it goes as Camel's settings say. */
  void configure(HttpClientBuilder builder) {
    if (byScheme.isEmpty()) {
      return;
    }
    builder.setRoutePlanner(
        new DefaultRoutePlanner(null) {
          @Override
          protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
            Server server = server(target.getSchemeName(), target.getHostName(), target.getPort());
            return server == null ? null : new HttpHost("http", server.host(), server.port());
          }
        });
    BasicCredentialsProvider logins = new BasicCredentialsProvider();
    for (Server server : byScheme.values()) {
      Secret password = server.password();
      if (!server.user().isEmpty()) {
        logins.setCredentials(
            new AuthScope(server.host(), server.port()),
            new UsernamePasswordCredentials(
                server.user(), (password == null ? "" : password.reveal()).toCharArray()));
      }
    }
    builder.setDefaultCredentialsProvider(logins);
  }
}
