package com.gorgiassmartrr.sandbox.smartrr;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that a decent client would not send, such as those with bare brackets. */
final class RawHttp {
  private RawHttp() {}

  static String get(SmartrrSimulator simulator, String target, String token) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
      socket.setSoTimeout(10_000);
      byte[] bytes = head(target, token).getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String head(String target, String token) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "x-smartrr-access-token: "
        + token
        + "\r\n\r\n";
  }
}
