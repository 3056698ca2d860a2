package com.gorgiassmartrr.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A caller with one connection that asks, waits for the answer, and asks again. */
final class Caller implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final Answer answer = new Answer();

  /** Connects to a port of this machine. */
  Caller(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Sends a request and returns its answer, which the next one overwrites. */
  Answer ask(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    answer.clear();
    InputStream in = socket.getInputStream();
    boolean whole = false;
    while (!whole) {
      byte[] bytes = answer.bytes();
      int read = in.read(bytes, answer.filled(), bytes.length - answer.filled());
      if (read < 0) {
        throw new EOFException("The connection was closed before the answer was whole");
      }
      whole = answer.isWholeWith(read);
    }
    return answer;
  }

  /** How long an answer takes, in nanoseconds. */
  long time(byte[] request, String expected) throws IOException {
    long began = System.nanoTime();
    Answer got = ask(request);
    long took = System.nanoTime() - began;
    String text = got.text();
    if (got.status() != 200 || !text.contains(expected)) {
      throw new IOException("Expected " + expected + " in " + got.status() + " " + text);
    }
    return took;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
