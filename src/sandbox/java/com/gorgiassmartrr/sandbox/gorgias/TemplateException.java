package com.gorgiassmartrr.sandbox.gorgias;

import java.io.Serial;

/** A template that cannot be rendered. */
final class TemplateException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message);
  }
}
