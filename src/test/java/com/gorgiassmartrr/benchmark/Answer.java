package com.gorgiassmartrr.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one HTTP answer while they arrive; it is reused for the next one. */
final class Answer {
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[64 * 1024];
  private int filled;
  private int bodyFrom;
  private int end;

  /** Begins anew. */
  void clear() {
    filled = 0;
    bodyFrom = 0;
    end = 0;
  }

  byte[] bytes() {
    if (filled == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return bytes;
  }

  int filled() {
    return filled;
  }

  /** Takes note of bytes that were put behind those that were there, and whether it is whole. */
  boolean isWholeWith(int more) {
    int searchFrom = Math.max(0, filled - 3);
    filled += more;
    if (bodyFrom == 0) {
      bodyFrom = endOfHead(searchFrom);
      if (bodyFrom > 0) {
        end = bodyFrom + length();
      }
    }
    return bodyFrom > 0 && filled >= end;
  }

  private int endOfHead(int from) {
    for (int i = from; i + 3 < filled; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    return 0;
  }

  private int length() {
    for (int i = 0; i + LENGTH.length < bodyFrom; i++) {
      if (bytes[i] == '\n' && isLengthAt(i + 1)) {
        int length = 0;
        for (int j = i + 1 + LENGTH.length; bytes[j] != '\r'; j++) {
          if (bytes[j] != ' ') {
            length = length * 10 + bytes[j] - '0';
          }
        }
        return length;
      }
    }
    throw new IllegalStateException("The answer doesn't say how long it is");
  }

  private boolean isLengthAt(int from) {
    for (int i = 0; i < LENGTH.length; i++) {
      if (Character.toLowerCase((char) bytes[from + i]) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  /** The status; 0 where the answer isn't HTTP. */
  int status() {
    return filled < 12 || bytes[0] != 'H'
        ? 0
        : (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
  }

  boolean hasBody(byte[] expected) {
    return Arrays.equals(bytes, bodyFrom, end, expected, 0, expected.length);
  }

  byte[] body() {
    return Arrays.copyOfRange(bytes, bodyFrom, end);
  }

  /** The body as text. */
  String text() {
    return new String(bytes, bodyFrom, end - bodyFrom, StandardCharsets.UTF_8);
  }
}
