package com.gorgiassmartrr.sandbox.smartrr;

/**
 * Invented values in the places where Smartrr's answers carry secrets.
 *
 * <p>FACT: {@code pmtMth.__paymentMethodKey__}, {@code custRel.__stripeCustomerId__} and {@code
 * organization.stripeAccessKey} are in the answers. Nothing that leaves the server may contain
 * {@link #MARK}.
 */
public final class Secrets {
  /** The text that every such value contains. */
  public static final String MARK = "never-show-this";

  private Secrets() {}

  static String of(String what) {
    return MARK + "-" + what;
  }
}
