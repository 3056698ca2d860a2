package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.partner.RawPartner.Behaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that the other side has closed meanwhile costs nobody anything. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class PartnerConnectionsTest {
  private static final String OK = RawPartner.json(200, "{}");

  private final BareClient client = new BareClient();

  /** Answers, and goes on or not. */
  private record Answering(boolean closes) implements Behaviour {
    @Override
    public String answer(String head, int number) {
      return OK;
    }

    @Override
    public boolean closesAfter(int number) {
      return closes;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT"})
  void partner_closesAfterEachAnswer_everyCallIsAnsweredAndMadeOnce(String method)
      throws Exception {
    try (RawPartner partner = new RawPartner(new Answering(true))) {
      for (int call = 0; call < 20; call++) {
        assertEquals("200 {}", send(method, partner));
        int ended = call + 1;
        Await.until("the end of the connection", () -> partner.ended.get() == ended);
      }
      assertEquals(20, partner.requests.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT"})
  void partner_closesIdleConnections_nextCallGoesOnANewOne(String method) throws Exception {
    try (RawPartner partner = new RawPartner(new Answering(false))) {
      assertEquals("200 {}", send(method, partner));
      assertEquals("200 {}", send(method, partner));
      assertEquals(1, partner.connections.get(), "the first one was kept");

      partner.hangUp();

      assertEquals("200 {}", send(method, partner));
      assertEquals(2, partner.connections.get());
      assertEquals(3, partner.requests.size());
    }
  }

  /** The request crosses the end of the connection. */
  @Test
  void read_keptConnectionEndsUnderIt_goesOnANewOne() throws Exception {
    try (RawPartner partner = new RawPartner(endingUnderTheSecond())) {
      client.get(partner.url());

      assertEquals("200 {}", client.get(partner.url()));
      assertEquals(2, partner.connections.get());
      assertEquals(3, partner.requests.size());
    }
  }

  @Test
  void write_keptConnectionEndsUnderIt_isNeverMadeAgain() throws Exception {
    try (RawPartner partner = new RawPartner(endingUnderTheSecond())) {
      client.put(partner.url());

      assertThrows(IOException.class, () -> client.put(partner.url()));
      assertEquals(2, partner.requests.size());
    }
  }

  @Test
  void read_newConnectionEndsUnderIt_isMadeOnce() throws Exception {
    try (RawPartner partner = new RawPartner((head, number) -> null)) {
      PartnerFailure failure = client.failure(partner.url());

      assertEquals(PartnerFailure.Kind.UNREACHABLE, failure.kind());
      assertEquals("no connection: the connection broke", failure.getMessage());
      assertEquals(1, partner.requests.size());
    }
  }

  private static Behaviour endingUnderTheSecond() {
    return (head, number) -> number == 2 ? null : OK;
  }

  private String send(String method, RawPartner partner) throws IOException {
    return method.equals("GET") ? client.get(partner.url()) : client.put(partner.url());
  }

  @ParameterizedTest
  @CsvSource({"timeout=5,4000", "timeout=1,1", "timeout=0,1", "timeout=600,30000", ",30000"})
  void connection_isKeptForLessThanThePartnerSays(@Nullable String header, long millis) {
    BasicHttpResponse answer = new BasicHttpResponse(200);
    if (header != null) {
      answer.setHeader("Keep-Alive", header);
    }
    assertEquals(
        Duration.ofMillis(millis),
        PartnerConnections.keepAlive(answer, HttpClientContext.create()).toDuration());
  }

  /** It is done before each call: the client's own way takes more than a millisecond. */
  @Test
  void look_atAKeptConnection_takesNoTime() throws Exception {
    try (RawPartner partner = new RawPartner(new Answering(false))) {
      for (int warm = 0; warm < 500; warm++) {
        client.get(partner.url());
      }
      long fastest = Long.MAX_VALUE;
      for (int call = 0; call < 500; call++) {
        long began = System.nanoTime();
        client.get(partner.url());
        fastest = Math.min(fastest, System.nanoTime() - began);
      }
      assertEquals(1, partner.connections.get());
      assertTrue(fastest < 1_000_000, fastest + " ns");
    }
  }
}
