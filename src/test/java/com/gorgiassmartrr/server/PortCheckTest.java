package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said when the ports that are set can't be listened on. */
final class PortCheckTest {
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "camel.server.host", "127.0.0.1",
              "camel.server.port", Integer.toString(FreePort.next()),
              "camel.management.enabled", "true",
              "camel.management.host", "127.0.0.1",
              "camel.management.port", Integer.toString(FreePort.next())));

  @Test
  void ports_free_areFreeAfterwards() {
    assertDoesNotThrow(this::check);
    assertDoesNotThrow(this::check, "what has been looked at is free again");
  }

  /** Whoever waits until a port can be connected to finds the server, and not this look at it. */
  @Test
  void ports_lookedAt_cannotBeConnectedTo() throws Exception {
    int port = Integer.parseInt(settings.getOrDefault("camel.server.port", ""));
    CompletableFuture<Void> looks =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                check();
              }
            });
    int connected = 0;
    while (!looks.isDone()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        connected++;
      } catch (ConnectException e) {
        // As it should be.
      }
    }
    looks.join();
    assertEquals(0, connected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"camel.server", "camel.management"})
  void port_listenedOn_isNamed(String server) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      settings.put(server + ".port", Integer.toString(port));
      assertEquals(
          server
              + ".port: 127.0.0.1:"
              + port
              + " can't be listened on (Address already in use); give another port, or end what"
              + " has this one.",
          refusal());
    }
  }

  @Test
  void managementPort_ofSomebodysCall_isNamed() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket somebody = new ServerSocket(0, 1, here);
        Socket call = new Socket(here, somebody.getLocalPort())) {
      settings.put("camel.management.port", Integer.toString(call.getLocalPort()));
      assertThrows(SettingException.class, this::check);
    }
  }

  @Test
  void managementPort_sameAsTheDoors_isRefused() {
    settings.put("camel.management.port", settings.get("camel.server.port"));
    settings.put("camel.management.host", "0.0.0.0");
    assertEquals(
        "camel.management.port is camel.server.port, too; give it another one.", refusal());
  }

  @Test
  void managementPort_notListenedOn_isNotLookedAt() {
    settings.put("camel.management.port", settings.get("camel.server.port"));
    settings.put("camel.management.enabled", "false");
    assertDoesNotThrow(this::check);
  }

  @ParameterizedTest
  @CsvSource({"65536", "-1", "http", "''", "99999999999"})
  void port_thatIsNone_isRefused(String port) {
    settings.put("camel.server.port", port);
    assertEquals(
        port.isEmpty()
            ? "camel.server.port is missing: set it in the environment as CAMEL_SERVER_PORT or in"
                + " application.properties."
            : "camel.server.port: '" + port + "' is not a port.",
        refusal());
  }

  @Test
  void host_thatIsNone_isRefused() {
    settings.put("camel.management.host", "nobody.invalid");
    assertEquals("camel.management.host: there is no address for 'nobody.invalid'.", refusal());
  }

  private String refusal() {
    return String.valueOf(assertThrows(SettingException.class, this::check).getMessage());
  }

  private void check() {
    PortCheck.check(Settings.none().with(settings));
  }
}
