package com.gorgiassmartrr.benchmark;

import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.press.PressToken;
import com.gorgiassmartrr.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

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

  /** A press of Skip at our server, by an agent who saw what the partner tells. */
  static byte[] press(Store store, String customer, long ticket) {
    String token =
        new PressToken(
                store.name(),
                customer,
                Partner.subscriptionOf(customer),
                new SeenState(Partner.STATUS, Partner.NEXT_BILLING),
                Instant.now())
            .sign(store);
    String form =
        "subscription_id="
            + Partner.subscriptionOf(customer)
            + "&customer_id="
            + customer
            + "&press_token="
            + token
            + "&ticket_id="
            + ticket
            + "&agent=robin%40example.com";
    return send(
        "POST /gorgias/" + store.name() + "/actions/skip",
        "content-type: application/x-www-form-urlencoded",
        form);
  }

  /** A change at the partner, as a client without anything around it makes it. */
  static byte[] change(String path) {
    return send(
        "PUT " + path,
        "x-smartrr-access-token: " + TOKEN + "\r\ncontent-type: application/json",
        "{\"date\":\"" + Partner.NEXT_BILLING + "\"}");
  }

  private static byte[] send(String what, String headers, String body) {
    return (what
            + " HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n"
            + headers
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
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
