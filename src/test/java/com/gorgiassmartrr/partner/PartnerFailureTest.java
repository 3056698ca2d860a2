package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what happened before a connection was there is certainly not sent. */
final class PartnerFailureTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConnectException("refused"), true),
        Arguments.of(new HttpHostConnectException("refused"), true),
        Arguments.of(new NoRouteToHostException(), true),
        Arguments.of(new UnknownHostException("nowhere"), true),
        Arguments.of(new ConnectTimeoutException("too slow"), true),
        Arguments.of(new ConnectionRequestTimeoutException("none is free"), true),
        Arguments.of(causedBy(new ConnectTimeoutException("too slow")), true),
        Arguments.of(causedBy(new SocketException("closed")), false),
        Arguments.of(new SocketTimeoutException("no answer"), false),
        Arguments.of(new SocketException("reset"), false),
        Arguments.of(new NoHttpResponseException("closed"), false),
        Arguments.of(new SSLHandshakeException("no"), false),
        Arguments.of(new IOException("?"), false),
        Arguments.of(new IllegalStateException("?"), false),
        Arguments.of(new HttpOperationFailedException("", 503, "", "", null, ""), false));
  }

  private static InterruptedIOException causedBy(Exception cause) {
    InterruptedIOException cutOff = new InterruptedIOException("cut off");
    cutOff.initCause(cause);
    return cutOff;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_isCertainlyNotSent(Exception thrown, boolean expected) {
    assertEquals(expected, PartnerFailure.of(thrown, InstantSource.system()).isCertainlyNotSent());
  }

  private static PartnerFailure answer(int status, String body) {
    return PartnerFailure.of(
        new HttpOperationFailedException("", status, "", "", Map.of(), body),
        InstantSource.system());
  }

  @ParameterizedTest
  @CsvSource({
    "401,CREDENTIALS",
    "403,CREDENTIALS",
    "404,REFUSED",
    "400,REFUSED",
    "429,THROTTLED",
    "503,UNAVAILABLE"
  })
  void partner_answersItself_statusIsItsVerdict(int status, Kind kind) {
    for (String body : List.of("{\"message\":\"no\"}", "{}", "")) {
      PartnerFailure failure = answer(status, body);
      assertEquals(kind, failure.kind(), body);
      assertFalse(failure.isBySomethingInFront());
      assertEquals("status " + status, failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><title>Just a moment...</title>",
        "error code: 1020",
        "Forbidden",
        "\"Forbidden\"",
        "[]",
        "{\"type\":\"https://errors.example.com/1020\",\"title\":\"Access denied\",\"status\":403}"
      })
  void somethingInFront_answers_isAnOutage(String body) {
    for (int status : List.of(401, 403, 404, 405, 422)) {
      PartnerFailure failure = answer(status, body);
      assertEquals(Kind.UNAVAILABLE, failure.kind());
      assertEquals(status, failure.status());
      assertTrue(failure.isBySomethingInFront());
      assertEquals(
          "status " + status + ", by something in front of the partner", failure.getMessage());
    }
    assertEquals(Kind.THROTTLED, answer(429, body).kind(), "it is to be left alone all the same");
    assertTrue(answer(503, body).isBySomethingInFront());
  }

  @Test
  void givenUp_isCertainlyNotSent() {
    assertTrue(
        PartnerFailure.notSent(PartnerFailure.Kind.TIMEOUT, "too many").isCertainlyNotSent());
  }
}
