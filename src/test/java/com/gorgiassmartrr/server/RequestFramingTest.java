package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.SharedServerTest;
import com.gorgiassmartrr.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests in whose body a proxy and this server could see the end at different places: nothing of
 * what follows one is answered as a request of its own, at the doors and at the management server.
 */
final class RequestFramingTest extends SharedServerTest {
  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: b\r\n\r\n";
  private static final String CHUNKED = "2\r\n{}\r\n0\r\n\r\n";
  private static final String AT_DOOR =
      "POST /gorgias/acme/widget HTTP/1.1\r\nHost: b\r\nx-store-secret: "
          + TestServer.SECRET
          + "\r\ncontent-type: application/json\r\n";
  private static final String AT_MANAGEMENT =
      "POST /presses/none/replay HTTP/1.1\r\nHost: b\r\ncontent-type: application/json\r\n";
  private static final String AT_HEALTH =
      "GET /observe/health/live HTTP/1.1\r\nHost: b\r\ncontent-type: application/json\r\n";

  /** What stands after the first headers; each is answered 400. */
  private static Stream<String> unclear() {
    return atAll(
        "Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: identity, chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: chunked, xchunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: identity\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: chunked, chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: xchunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: \u000bchunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding : chunked\r\n\r\n" + CHUNKED,
        "Transfer-Encoding: \r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n" + CHUNKED,
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2, 3\r\n\r\n{}",
        "Content-Length: 2, 2\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Content-Length: 2x\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
        "Content-Length: \r\n\r\n{}",
        "Content-Length: 99999999999999999999999\r\n\r\n{}",
        "Content-Length : 2\r\n\r\n{}",
        "Content-Length: 2\n\r\n{}",
        "X: a\rContent-Length: 2\r\n\r\n{}",
        "X: a\u0000\r\nContent-Length: 2\r\n\r\n{}",
        "Content-Length\r\n\r\n{}",
        "Host: c\r\nContent-Length: 2\r\n\r\n{}");
  }

  /** What is wrong within a body ends the connection; the end of the request isn't known. */
  private static Stream<String> broken() {
    return atAll(
        Stream.of(
                "100000002\r\n{}\r\n0\r\n\r\n",
                "10000000000000002\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "2 2\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "2;a=\"\r\n{}\r\n0\r\n\r\n",
                "2;a\rb\r\n{}\r\n0\r\n\r\n",
                "2;a\n{}\r\n0\r\n\r\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r{}\r\n0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "2\r\n{}xx\r\n0\r\n\r\n")
            .map(body -> "Transfer-Encoding: chunked\r\n\r\n" + body)
            .toArray(String[]::new));
  }

  private static Stream<String> atAll(String... rests) {
    return Stream.of(AT_DOOR, AT_MANAGEMENT, AT_HEALTH)
        .flatMap(begin -> Stream.of(rests).map(rest -> begin + rest));
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void request_whoseEndIsUnclear_isRefusedAndTheConnectionIsClosed(String request)
      throws Exception {
    assertEquals(List.of("400"), statuses(request + HIDDEN));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void body_whoseChunksAreBroken_endsTheConnection(String request) throws Exception {
    List<String> statuses = statuses(request + HIDDEN);
    assertFalse(statuses.contains("404"), statuses.toString());
    // A read of health needs no body and may be answered before that is seen to be broken.
    assertTrue(
        statuses.isEmpty() || (request.startsWith("GET ") && statuses.equals(List.of("200"))),
        statuses.toString());
  }

  @ParameterizedTest
  @MethodSource("http10")
  void http10_withATransferEncoding_isRefused(String request) throws Exception {
    assertEquals(List.of("400"), statuses(request + HIDDEN));
  }

  private static Stream<String> http10() {
    return atAll("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED)
        .map(request -> request.replace("HTTP/1.1\r\n", "HTTP/1.0\r\n"));
  }

  /** What isn't wrong is served, and so is what comes after it. */
  @Test
  void requests_thatAreChunked_areServedOneAfterTheOther() throws Exception {
    String request = AT_DOOR + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKED;
    String last = "GET /hidden HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
    assertEquals(List.of("200", "200", "404"), statuses(request + request + last));
  }

  /** The statuses of all answers until the server closes the connection. */
  private static List<String> statuses(String bytes) throws IOException {
    int port =
        bytes.contains("/gorgias/acme")
            ? server.server.doors().port()
            : server.management("/").build().uri().getPort();
    String answers = "";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      // Closed while it still had unread bytes: the answer is lost, which is an end, too.
    }
    List<String> statuses = new ArrayList<>();
    Matcher status = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ").matcher(answers);
    while (status.find()) {
      statuses.add(status.group(1));
    }
    return statuses;
  }
}
