package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Why there is no connection is said in words that help. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ConnectionFaultTest {
  private static Certificates certificates;

  @BeforeAll
  static void issue(@TempDir Path folder) throws Exception {
    certificates = new Certificates(folder);
    certificates.issue("good", "ip:127.0.0.1", 1, 100);
    certificates.issue("other", "dns:other.example.com", 1, 100);
    certificates.issue("expired", "ip:127.0.0.1", 100, 30);
    certificates.issue("early", "ip:127.0.0.1", -30, 100);
    certificates.selfSigned("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "unknown,CERTIFICATE_NOT_TRUSTED,its certificate isn't trusted (unknown issuer)",
    "other,CERTIFICATE_OF_ANOTHER_HOST,its certificate is another host's",
    "expired,CERTIFICATE_EXPIRED,its certificate has expired",
    "early,CERTIFICATE_NOT_YET_VALID,its certificate isn't valid yet"
  })
  void certificate_isWrong_itsFaultIsSaid(String alias, ConnectionFault fault, String words)
      throws Exception {
    PartnerFailure failure = failure(certificates.listen(alias));

    assertEquals(fault, failure.connectionFault());
    assertEquals("no connection: " + words, failure.getMessage());
    assertEquals(PartnerFailure.Kind.UNREACHABLE, failure.kind());
    assertTrue(failure.isCertainlyNotSent());
  }

  @Test
  void certificate_isRight_isAnswered() throws Exception {
    try (RawPartner partner = partner(certificates.listen("good"));
        BareClient client = new BareClient(OutgoingProxy.NONE, certificates.trusting())) {
      assertEquals("200 {}", client.get("https://127.0.0.1:" + partner.port()));
      assertEquals("200 {}", client.get("https://127.0.0.1:" + partner.port()));
      assertEquals(1, partner.connections.get(), "a connection by TLS is kept, too");
      partner.hangUp();
      assertEquals("200 {}", client.put("https://127.0.0.1:" + partner.port()));
    }
  }

  @Test
  void port_isPlain_isSaid() throws Exception {
    try (BareClient client = new BareClient(OutgoingProxy.NONE, certificates.trusting())) {
      byte[] plain = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      PartnerFailure failure = answeredBy(client, plain);
      assertEquals(ConnectionFault.NOT_TLS, failure.connectionFault(), failure::getMessage);
    }
  }

  /** A server that knows other versions alone ends the handshake with this alert. */
  @Test
  void versions_haveNothingInCommon_isSaid() throws Exception {
    try (BareClient client = new BareClient(OutgoingProxy.NONE, certificates.trusting())) {
      PartnerFailure failure = answeredBy(client, new byte[] {21, 3, 3, 0, 2, 2, 70});
      assertEquals(ConnectionFault.TLS_MISMATCH, failure.connectionFault(), failure::getMessage);
    }
  }

  /** How a call by TLS fails that is answered with these bytes. */
  private static PartnerFailure answeredBy(BareClient client, byte[] answer) throws Exception {
    try (ServerSocket listening = new ServerSocket(0)) {
      Thread answering =
          new Thread(
              () -> {
                try (var socket = listening.accept()) {
                  socket.getInputStream().read();
                  socket.getOutputStream().write(answer);
                  socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The client has gone.
                }
              });
      answering.setDaemon(true);
      answering.start();
      return client.failure("https://127.0.0.1:" + listening.getLocalPort());
    }
  }

  @Test
  void nobody_listens_isSaid() throws Exception {
    try (BareClient client = new BareClient()) {
      PartnerFailure failure = client.failure("http://127.0.0.1:" + FreePort.next());
      assertEquals("no connection: the connection was refused", failure.getMessage());
    }
  }

  @Test
  void name_isUnknown_isSaid() throws Exception {
    try (BareClient client = new BareClient()) {
      PartnerFailure failure = client.failure("http://smartrr.example.invalid");
      assertEquals("no connection: its name isn't found", failure.getMessage());
    }
  }

  static Stream<Arguments> thrown() {
    return Stream.of(
        Arguments.of(new UnknownHostException("x"), ConnectionFault.NAME_NOT_FOUND),
        Arguments.of(new ConnectException("Connection refused"), ConnectionFault.REFUSED),
        Arguments.of(
            new ConnectException("Connection timed out"), ConnectionFault.CONNECT_TIMED_OUT),
        Arguments.of(new ConnectException("Network is unreachable"), ConnectionFault.NO_ROUTE),
        Arguments.of(new NoRouteToHostException("No route"), ConnectionFault.NO_ROUTE),
        Arguments.of(new ConnectTimeoutException("late"), ConnectionFault.CONNECT_TIMED_OUT),
        Arguments.of(new SocketException("Connection reset"), ConnectionFault.BROKEN),
        Arguments.of(
            new SSLHandshakeException("Received fatal alert: protocol_version"),
            ConnectionFault.TLS_MISMATCH),
        Arguments.of(new SSLHandshakeException("?"), ConnectionFault.TLS_FAILED),
        Arguments.of(new ProxyRefused(403), ConnectionFault.PROXY_REFUSED),
        Arguments.of(new ProxyRefused(407), ConnectionFault.PROXY_LOGIN));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void exception_isOneFault(Exception thrown, ConnectionFault fault) {
    assertEquals(fault, ConnectionFault.of(new IOException("wrapped", thrown)));
  }

  private static RawPartner partner(ServerSocket listening) {
    return new RawPartner(listening, (head, number) -> RawPartner.json(200, "{}"));
  }

  private static PartnerFailure failure(ServerSocket listening) throws Exception {
    try (RawPartner partner = partner(listening);
        BareClient client = new BareClient(OutgoingProxy.NONE, certificates.trusting())) {
      return client.failure("https://127.0.0.1:" + partner.port());
    }
  }
}
