package com.gorgiassmartrr.partner;

import java.io.IOException;

/** A call that was given up because this server has no memory to spare for its answer. */
public final class ServerBusy extends IOException {
  private static final long serialVersionUID = 1L;

  private final long bytes;

  ServerBusy(long bytes) {
    super("too many large answers are being read");
    this.bytes = bytes;
  }

  /** How many bytes the answer has, or may have. */
  public long bytes() {
    return bytes;
  }
}
