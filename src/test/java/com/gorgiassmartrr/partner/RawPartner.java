package com.gorgiassmartrr.partner;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A partner of which a test says, request by request, what it does with the connection. */
final class RawPartner implements AutoCloseable {
  private final ServerSocket listening;
  private final Behaviour behaviour;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** The heads of the requests that arrived, in their order. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** How many connections were made. */
  final AtomicInteger connections = new AtomicInteger();

  /** How many of them we have closed. */
  final AtomicInteger ended = new AtomicInteger();

  /** What is done with a request. */
  interface Behaviour {
    /**
     * Answers a request.
     *
     * @param number which one of its connection, from 1 on
     * @return the whole answer; null to close the connection without one
     */
    @Nullable String answer(String head, int number);

    /** Whether the connection is closed, without a word before, after that answer. */
    default boolean closesAfter(int number) {
      return false;
    }
  }

  RawPartner(Behaviour behaviour) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
  }

  RawPartner(ServerSocket listening, Behaviour behaviour) {
    this.listening = listening;
    this.behaviour = behaviour;
    Thread accepting = new Thread(this::accept, "raw-partner");
    accepting.setDaemon(true);
    accepting.start();
  }

  /** An answer of JSON. */
  static String json(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " X\r\ncontent-type: application/json\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  int port() {
    return listening.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Closes every connection that is open. */
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread serving = new Thread(() -> serve(socket), "raw-partner-connection");
        serving.setDaemon(true);
        serving.start();
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      for (int number = 1; ; number++) {
        String head = head(socket.getInputStream());
        if (head.isEmpty()) {
          return;
        }
        requests.add(head);
        String answer = behaviour.answer(head, number);
        if (answer == null) {
          return;
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        if (behaviour.closesAfter(number)) {
          return;
        }
      }
    } catch (IOException e) {
      // The other side has gone, or a handshake failed.
    } finally {
      ended.incrementAndGet();
    }
  }

  /** A request's head; empty where the connection ends. Its body, if any, is read too. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int one = in.read();
      if (one < 0) {
        return "";
      }
      head.append((char) one);
    }
    for (String line : head.toString().split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        in.readNBytes(Integer.parseInt(line.substring(15).trim()));
      }
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    hangUp();
  }
}
