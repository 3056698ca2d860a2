package com.gorgiassmartrr.partner;

import java.io.IOException;

/** A partner's answer of more bytes than we are ready to hold. */
public final class AnswerTooLarge extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLarge(long bytes) {
    super("the answer is larger than " + bytes + " bytes");
  }
}
