package com.gorgiassmartrr.smartrr;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address that can be looked up: it names one mailbox, and nothing in it widens a search
 * at Smartrr, whose filter is an SQL LIKE.
 *
 * @param value as it was given, without surrounding white space
 */
public record EmailAddress(String value) {
  private static final int LONGEST = 254;

  /** Characters that no mailbox needs and that could widen a search or break out of an address. */
  private static final String FORBIDDEN = "%*\"<>(),;:\\";

  /** Reads an address; null where the text is none. A space stands for a plus that got lost. */
  public static @Nullable EmailAddress parse(String text) {
    String address = text.trim().replace(' ', '+');
    int at = address.indexOf('@');
    if (at < 1 || at == address.length() - 1 || address.length() > LONGEST) {
      return null;
    }
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c <= ' '
          || c == 0x7f
          || (c == '@' && i != at)
          || (c > 0x7f && (Character.isWhitespace(c) || Character.isISOControl(c)))
          || FORBIDDEN.indexOf(c) >= 0) {
        return null;
      }
    }
    return new EmailAddress(address);
  }

  /** Whether a subscriber's address is this one; upper and lower case are the same. */
  public boolean is(@Nullable String other) {
    return other != null && key().equals(other.trim().toLowerCase(Locale.ROOT));
  }

  /** The form in which addresses are compared and cached. */
  public String key() {
    return value.toLowerCase(Locale.ROOT);
  }
}
