package com.gorgiassmartrr.permit;

import java.io.IOException;

/** A write was held up for so long that somebody else may have taken it over; it wasn't sent. */
public final class TooLate extends IOException {
  private static final long serialVersionUID = 1L;

  TooLate() {
    super("too late to be sent");
  }
}
