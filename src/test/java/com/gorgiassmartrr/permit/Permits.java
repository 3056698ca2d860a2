package com.gorgiassmartrr.permit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Permits as tests need them. */
public final class Permits {
  /** Of tests that make no write. */
  public static final Write ANY = new Write("PUT", URI.create("http://127.0.0.1:1/nowhere"));

  private Permits() {}

  /** A permit's id, as a route's step presents it to the HTTP client. */
  public static String idOf(Permit permit) {
    try (DefaultCamelContext context = new DefaultCamelContext(false)) {
      DefaultExchange call = new DefaultExchange(context);
      permit.putInto(call);
      Permit.present(call);
      return call.getMessage().getHeader(Permit.HEADER, String.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
