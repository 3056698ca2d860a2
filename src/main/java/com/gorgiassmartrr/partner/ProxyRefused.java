package com.gorgiassmartrr.partner;

import java.net.ConnectException;

/** The proxy through which a partner is called has refused to connect to it. */
final class ProxyRefused extends ConnectException {
  private static final long serialVersionUID = 1L;
  private static final int LOGIN = 407;

  private final int status;

  ProxyRefused(int status) {
    super("the proxy answers with status " + status);
    this.status = status;
  }

  boolean wantsLogin() {
    return status == LOGIN;
  }
}
