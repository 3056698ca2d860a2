package com.gorgiassmartrr.partner;

import java.io.IOException;
import java.net.ConnectException;

/** No connection to the proxy through which a partner is called. */
final class ProxyUnreachable extends ConnectException {
  private static final long serialVersionUID = 1L;

  ProxyUnreachable(IOException cause) {
    super("the proxy can't be reached");
    initCause(cause);
  }
}
