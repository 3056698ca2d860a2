package com.gorgiassmartrr.partner;

import java.io.IOException;

/** A change was held up for so long that somebody else may have taken it over; it wasn't sent. */
final class TooLateException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLateException() {
    super("too late to be sent");
  }
}
