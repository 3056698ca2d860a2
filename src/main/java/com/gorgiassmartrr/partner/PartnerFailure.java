package com.gorgiassmartrr.partner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.PermitRefused;
import com.gorgiassmartrr.permit.TooLate;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/** A call to a partner that brought no usable answer, and the class of failure that it is. */
public final class PartnerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How a call can fail; each kind has a policy of its own. */
  public enum Kind {
    /** 401 or 403 by the partner: our credential isn't accepted, and asking again won't help. */
    CREDENTIALS,
    /** 429: too many calls; {@link PartnerFailure#retryAfter} says when to come back. */
    THROTTLED,
    /** Another 4xx by the partner: it understood and said no. */
    REFUSED,
    /** 5xx, or a refusal by what stands in front of the partner, such as a bot check. */
    UNAVAILABLE,
    /** No whole answer within the time allowed. */
    TIMEOUT,
    /** The connection couldn't be made or broke. */
    UNREACHABLE,
    /** An answer that isn't what the partner's API promises: not JSON, cut short, too large. */
    MALFORMED,
    /**
     * A route asked for a write for which it has no permit, and the write was stopped here. Another
     * write may have left by that permit.
     */
    STOPPED
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Kind kind;
  private final int status;
  private final Duration retryAfter;
  private final boolean certainlyNotSent;
  private final String answer;

  public PartnerFailure(Kind kind, String message) {
    this(kind, 0, Duration.ZERO, message, null);
  }

  private PartnerFailure(
      Kind kind, int status, Duration retryAfter, String message, @Nullable Throwable cause) {
    this(kind, status, retryAfter, message, cause, false, "");
  }

  private PartnerFailure(
      Kind kind,
      int status,
      Duration retryAfter,
      String message,
      @Nullable Throwable cause,
      boolean certainlyNotSent,
      String answer) {
    super(message, cause);
    this.answer = answer;
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.certainlyNotSent = certainlyNotSent;
  }

  /** A call that we gave up before anything of it was sent. */
  public static PartnerFailure notSent(Kind kind, String message) {
    return new PartnerFailure(kind, 0, Duration.ZERO, message, null, true, "");
  }

  public Kind kind() {
    return kind;
  }

  /** The status of the partner's answer; 0 where there was none. */
  public int status() {
    return status;
  }

  /** The body of the partner's answer; it may hold anything, and is not for logs. */
  public String answer() {
    return answer;
  }

  /** Why there was no connection, or it broke; null where a failure isn't one of the connection. */
  public @Nullable ConnectionFault connectionFault() {
    return kind == Kind.UNREACHABLE && getCause() != null ? ConnectionFault.of(getCause()) : null;
  }

  /** Whether something in front of the partner answered, and not the partner. */
  public boolean isBySomethingInFront() {
    return kind == Kind.UNAVAILABLE && status != 0 && isNoneOfThePartner(answer);
  }

  /** How long the partner asked us to wait; zero where it didn't say. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Whether no byte of the request left this server: no connection could be made, or it was too
   * late by then. When it is false, the partner may have done what it was asked for.
   */
  public boolean isCertainlyNotSent() {
    return certainlyNotSent;
  }

  /** Whether this server itself caused the failure, which then says nothing about the partner. */
  public boolean isOurs() {
    return kind == Kind.STOPPED || getCause() instanceof ServerBusy;
  }

  /** Whether the answer was given up for its size: asking for less may help. */
  public boolean isTooLarge() {
    return getCause() instanceof AnswerTooLarge;
  }

  /**
   * How the one write of a route really failed; null: it didn't fail.
   *
   * @param failure how the route ended; null where it ended well
   */
  public static @Nullable PartnerFailure ofWrite(
      String route, Permit permit, @Nullable PartnerFailure failure) {
    String misuse = permit.misuse();
    if (!misuse.isEmpty() || (failure == null && !permit.isBurnt())) {
      String how = misuse.isEmpty() ? "it ended without its write" : misuse;
      String message = "The route " + route + " makes a mistake: " + how;
      return permit.isBurnt()
          ? new PartnerFailure(Kind.STOPPED, message)
          : notSent(Kind.STOPPED, message);
    }
    return failure == null || permit.isBurnt() ? failure : failure.asNotSent();
  }

  /** This failure, for a call of which no byte left this server. */
  private PartnerFailure asNotSent() {
    return new PartnerFailure(
        kind, status, retryAfter, String.valueOf(getMessage()), getCause(), true, answer);
  }

  /** The exception that was thrown first, without those that futures and Camel put around it. */
  public static Throwable unwrapped(Throwable thrown) {
    Throwable t = thrown;
    while ((t instanceof CompletionException
            || t instanceof ExecutionException
            || t instanceof CamelExecutionException)
        && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  /** Classifies what a call to a partner threw. The message carries no body and no address. */
  public static PartnerFailure of(Throwable thrown, InstantSource clock) {
    Throwable t = unwrapped(thrown);
    if (t instanceof PartnerFailure failure) {
      return failure;
    }
    if (t instanceof HttpOperationFailedException http) {
      return ofStatus(http, clock);
    }
    if (t instanceof JsonProcessingException) {
      return new PartnerFailure(Kind.MALFORMED, "the answer is not valid JSON");
    }
    if (t instanceof ConnectionRequestTimeoutException) {
      String busy = "no connection was free in time";
      return new PartnerFailure(Kind.TIMEOUT, 0, Duration.ZERO, busy, t, true, "");
    }
    if (isConnectTimeout(t)) {
      return unreachable(t);
    }
    if (t instanceof TooLate) {
      return notSent(Kind.TIMEOUT, String.valueOf(t.getMessage()));
    }
    if (t instanceof PermitRefused) {
      return new PartnerFailure(Kind.STOPPED, String.valueOf(t.getMessage()));
    }
    if (t instanceof ServerBusy) {
      return new PartnerFailure(Kind.TIMEOUT, 0, Duration.ZERO, String.valueOf(t.getMessage()), t);
    }
    if (t instanceof InterruptedIOException) {
      return new PartnerFailure(Kind.TIMEOUT, 0, Duration.ZERO, "no answer in time", t);
    }
    if (t instanceof AnswerTooLarge) {
      return new PartnerFailure(
          Kind.MALFORMED, 0, Duration.ZERO, String.valueOf(t.getMessage()), t);
    }
    if (t instanceof org.apache.hc.core5.http.HttpException) {
      return new PartnerFailure(Kind.MALFORMED, String.valueOf(t.getMessage()));
    }
    if (t instanceof org.apache.hc.core5.http.ConnectionClosedException) {
      return new PartnerFailure(Kind.MALFORMED, "the answer was cut short");
    }
    if (t instanceof java.io.IOException) {
      return unreachable(t);
    }
    return new PartnerFailure(Kind.MALFORMED, 0, Duration.ZERO, "unexpected: " + t, t);
  }

  private static PartnerFailure unreachable(Throwable thrown) {
    ConnectionFault fault = ConnectionFault.of(thrown);
    return new PartnerFailure(
        Kind.UNREACHABLE,
        0,
        Duration.ZERO,
        "no connection: " + fault.words(),
        thrown,
        fault.isCertainlyNotSent(),
        "");
  }

  /** Whether a call was cut off while it was still connecting; its cause tells. */
  private static boolean isConnectTimeout(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Classifies a status. An answer that isn't JSON comes from a bot check, a proxy or a load
   * balancer in front of the partner. Its refusal says nothing about our credential or about what
   * was asked for. An empty body may be the partner's, so its status counts. So does a 400: whoever
   * didn't understand the request, nobody carried it out.
   */
  private static PartnerFailure ofStatus(HttpOperationFailedException http, InstantSource clock) {
    int status = http.getStatusCode();
    Map<String, String> headers = http.getResponseHeaders();
    String body = http.getResponseBody() == null ? "" : http.getResponseBody();
    Kind kind = kindOf(status);
    boolean isVerdict = kind == Kind.CREDENTIALS || kind == Kind.REFUSED;
    boolean isInFront = status != 400 && isNoneOfThePartner(body);
    return new PartnerFailure(
        isVerdict && isInFront ? Kind.UNAVAILABLE : kind,
        status,
        retryAfter(headers, clock.instant()),
        "status " + status + (isInFront ? ", by something in front of the partner" : ""),
        null,
        false,
        body);
  }

  /**
   * Whether an error's body can't be the partner's own. Both partners write a JSON object. Bot
   * checks send programs problem details, which have a type and a title.
   */
  private static boolean isNoneOfThePartner(String body) {
    if (body.isBlank()) {
      return false;
    }
    try {
      JsonNode json = JSON.readTree(body);
      return !json.isObject() || (json.path("type").isTextual() && json.path("title").isTextual());
    } catch (JsonProcessingException e) {
      return true;
    }
  }

  private static Kind kindOf(int status) {
    if (status == 401 || status == 403) {
      return Kind.CREDENTIALS;
    }
    if (status == 408) {
      return Kind.TIMEOUT;
    }
    if (status == 429) {
      return Kind.THROTTLED;
    }
    if (status >= 500) {
      return Kind.UNAVAILABLE;
    }
    return status >= 400 ? Kind.REFUSED : Kind.MALFORMED;
  }

  /** Reads Retry-After, which is a number of seconds or a date. */
  private static Duration retryAfter(@Nullable Map<String, String> headers, Instant now) {
    if (headers == null) {
      return Duration.ZERO;
    }
    String value =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("retry-after"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("")
            .trim();
    try {
      if (value.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(value));
      }
      if (!value.isEmpty()) {
        Instant at =
            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US))
                .toInstant();
        Duration wait = Duration.between(now, at);
        return wait.isNegative() ? Duration.ZERO : wait;
      }
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
    return Duration.ZERO;
  }
}
