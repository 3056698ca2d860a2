package com.gorgiassmartrr.permit;

import java.io.IOException;

/** A write was stopped before a connection was made for it, as there is no permit for it. */
public final class PermitRefused extends IOException {
  private static final long serialVersionUID = 1L;

  PermitRefused(String message) {
    super(message);
  }
}
