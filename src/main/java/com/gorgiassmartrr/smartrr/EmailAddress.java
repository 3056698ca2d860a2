package com.gorgiassmartrr.smartrr;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address that can be looked up: it names one mailbox, and nothing in it widens a search
 * at Smartrr, whose filter is an SQL LIKE.
 *
 * @param value as it was given, without surrounding white space
 */
public record EmailAddress(String value) {
  private static final int LONGEST = 254;
  private static final Pattern SHAPE =
      Pattern.compile("[^\\s\\p{Cntrl}@%*\"<>(),;:\\\\]+@[^\\s\\p{Cntrl}@%*\"<>(),;:\\\\]+");

  /** Reads an address; null where the text is none. A space stands for a plus that got lost. */
  public static @Nullable EmailAddress parse(String text) {
    String address = text.trim().replace(' ', '+');
    return address.length() <= LONGEST && SHAPE.matcher(address).matches()
        ? new EmailAddress(address)
        : null;
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
