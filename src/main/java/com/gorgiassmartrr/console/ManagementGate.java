package com.gorgiassmartrr.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may use the management server.
 *
 * <p>On an address that only this machine reaches, it asks for no login. What has to be guarded
 * there is a browser on this machine: a page of another site can neither read nor change anything,
 * not even under a name of its own that it points at this machine. On an address that others reach,
 * it asks for the user and the password that are set. While no password is set, it serves nothing
 * but the health there.
 */
public final class ManagementGate {
  private static final String HEALTH = "/observe/health";
  private static final int SHORTEST_PASSWORD = 12;
  private static final int FAILURES_A_MINUTE = 10;
  private static final int MOST_ADDRESSES = 10_000;

  private static final RateLimiterConfig PATIENCE =
      RateLimiterConfig.custom()
          .limitForPeriod(FAILURES_A_MINUTE)
          .limitRefreshPeriod(Duration.ofMinutes(1))
          .timeoutDuration(Duration.ZERO)
          .build();

  private final boolean isReachedByOthers;

  /** The credentials that a caller must send; null when no password is set. */
  private final @Nullable Secret login;

  /** How many more wrong logins an address may send. */
  private final Cache<String, RateLimiter> failures =
      Caffeine.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();

  private ManagementGate(boolean isReachedByOthers, @Nullable Secret login) {
    this.isReachedByOthers = isReachedByOthers;
    this.login = login;
  }

  /**
   * The gate of these settings.
   *
   * @throws SettingException when the password is too short
   */
  public static ManagementGate of(Settings settings) {
    String password = settings.find("console.password").orElse("");
    if (!password.isEmpty() && password.length() < SHORTEST_PASSWORD) {
      throw new SettingException(
          "console.password has to have " + SHORTEST_PASSWORD + " characters or more.");
    }
    return new ManagementGate(
        !isLoopback(settings.get("camel.management.host")),
        password.isEmpty() ? null : new Secret(authorization(settings)));
  }

  /**
   * Checks where the management server begins. Below another path than the whole server the gate
   * would stand beside what it guards.
   *
   * @throws SettingException when that isn't {@code /}
   */
  public static void checkPath(@Nullable String path) {
    if (path != null && !path.equals("/")) {
      throw new SettingException(
          "camel.management.path: '" + path + "' is refused; leave it out, as the login guards /.");
    }
  }

  /**
   * The header {@code authorization} of who logs in by these settings; empty where no password is
   * set.
   */
  public static String authorization(Settings settings) {
    return settings
        .find("console.password")
        .map(password -> settings.get("console.user") + ":" + password)
        .map(login -> "Basic " + base64(login))
        .orElse("");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Stands before everything else on a server. */
  public void mount(Router router) {
    router.route().order(Integer.MIN_VALUE).handler(this::admit);
  }

  private void admit(RoutingContext call) {
    HttpServerRequest request = call.request();
    if (request.path().equals(HEALTH) || request.path().startsWith(HEALTH + "/")) {
      call.next();
    } else if (login != null) {
      checkLogin(call, login);
    } else if (isReachedByOthers) {
      refuse(
          call,
          403,
          "Others reach this address, so it asks for a login: set console.password, and restart.");
    } else if (isCalledByAPublicName(request)) {
      refuse(call, 403, "Call this server by its address, such as 127.0.0.1.");
    } else {
      checkSender(call);
    }
  }

  private void checkLogin(RoutingContext call, Secret expected) {
    String peer = call.request().remoteAddress().hostAddress();
    RateLimiter limit = failures.get(String.valueOf(peer), name -> RateLimiter.of(name, PATIENCE));
    String sent = call.request().getHeader("authorization");
    if (limit.getMetrics().getAvailablePermissions() <= 0) {
      call.response().putHeader("retry-after", "60");
      refuse(call, 429, "Too many wrong logins; try again in a minute.");
    } else if (expected.matches(sent == null ? "" : sent)) {
      checkSender(call);
    } else {
      if (sent != null) {
        limit.acquirePermission();
      }
      call.response()
          .putHeader("www-authenticate", "Basic realm=\"Gorgias x Smartrr\", charset=\"UTF-8\"");
      refuse(call, 401, "The user or the password is missing or wrong.");
    }
  }

  private static boolean isCalledByAPublicName(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    String host = authority == null ? "" : authority.host();
    // A public name has a dot in it; an address with dots consists of dots and digits.
    return host.contains(".") && !host.matches("[0-9.]+");
  }

  private static void checkSender(RoutingContext call) {
    HttpServerRequest request = call.request();
    boolean isRead =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    String type = request.getHeader("content-type");
    if (isSentByAnotherSite(request, isRead)) {
      refuse(call, 403, "This was sent by a page of another site.");
    } else if (!isRead
        && !request.path().startsWith("/observe/")
        && (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?"))) {
      // A page of another site can't send it without asking first, and is never allowed to.
      refuse(call, 415, "Send the header content-type: application/json.");
    } else {
      call.next();
    }
  }

  private static boolean isSentByAnotherSite(HttpServerRequest request, boolean isRead) {
    String site = request.getHeader("sec-fetch-site");
    if (site != null) {
      boolean isLink = isRead && "navigate".equals(request.getHeader("sec-fetch-mode"));
      return !site.equals("same-origin") && !site.equals("none") && !isLink;
    }
    String origin = request.getHeader("origin");
    return origin != null && !isOwn(origin, request.authority());
  }

  private static boolean isOwn(String origin, @Nullable HostAndPort called) {
    try {
      URI uri = URI.create(origin);
      int usual = "https".equals(uri.getScheme()) ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      return called != null
          && called.host().equalsIgnoreCase(uri.getHost())
          && port == (called.port() < 0 ? usual : called.port());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void refuse(RoutingContext call, int status, String sentence) {
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff")
        .end(JsonNodeFactory.instance.objectNode().put("message", sentence).toString());
  }
}
