package com.gorgiassmartrr.smartrr;

import com.gorgiassmartrr.file.Invisible;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address that can be looked up: it names one mailbox, and nothing in it widens a search
 * at Smartrr, whose filter is an SQL LIKE.
 *
 * @param value the mailbox alone, without what people and programs put around it
 */
public record EmailAddress(String value) {
  private static final int LONGEST = 254;

  /** A text of a mailbox with a name may be longer than the mailbox. */
  private static final int LONGEST_TEXT = 1000;

  /** Characters that no mailbox needs and that could widen a search or break out of an address. */
  private static final String FORBIDDEN = "%*\"<>(),;:\\\u3002";

  /** A mailbox as mail programs write it, with or without the person's name before it. */
  private static final Pattern NAMED = Pattern.compile("([^<>@]*)<([^<>]*)>");

  private static final String LINK = "mailto:";

  /** The signs that end a sentence or separate a list; they may stand behind an address. */
  private static final String STOPS = ".,;";

  /**
   * Reads an address. The result is null when the text is no address, or might be somebody else's:
   * when it holds two addresses, letters that only look like others, or invisible characters within
   * it. Signs with which no mailbox begins or ends are dropped. A space within stands for a plus
   * that got lost.
   */
  public static @Nullable EmailAddress parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      return null;
    }
    String address = mailbox(text).replace(' ', '+');
    int at = address.indexOf('@');
    if (at < 1
        || at == address.length() - 1
        || address.indexOf('@', at + 1) >= 0
        || address.length() > LONGEST
        || !isPlain(address)) {
      return null;
    }
    return address.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)
        ? null
        : new EmailAddress(address);
  }

  private static String mailbox(String text) {
    String mailbox = withoutStops(Invisible.strip(text));
    if (mailbox.endsWith(">")) {
      Matcher named = NAMED.matcher(mailbox);
      mailbox = named.matches() ? Invisible.strip(named.group(2)) : mailbox;
    }
    return mailbox.regionMatches(true, 0, LINK, 0, LINK.length())
        ? Invisible.strip(mailbox.substring(LINK.length()))
        : mailbox;
  }

  private static String withoutStops(String text) {
    int end = text.length();
    while (end > 0 && STOPS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end == text.length() ? text : Invisible.strip(text.substring(0, end));
  }

  /**
   * Whether each character can be seen and is what it looks like. Lower case would turn the sign of
   * kelvin into the letter k, and full-width letters look like others.
   */
  private static boolean isPlain(String address) {
    return address.chars().allMatch(c -> c > ' ' && c < 0x7f)
        || (address.codePoints().noneMatch(Invisible::isBlank)
            && Normalizer.isNormalized(address, Normalizer.Form.NFKC));
  }

  /** Whether a subscriber's address is this one; upper and lower case are the same. */
  public boolean is(@Nullable String other) {
    if (other == null) {
      return false;
    }
    String mailbox = Invisible.strip(other);
    return isPlain(mailbox) && key().equals(mailbox.toLowerCase(Locale.ROOT));
  }

  /** The form in which addresses are compared and cached. */
  public String key() {
    return value.toLowerCase(Locale.ROOT);
  }
}
