package com.gorgiassmartrr.ledger;

import com.gorgiassmartrr.store.SettingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a ledger in PostgreSQL, separated from its credentials. Drivers and pools quote an
 * address in what they log, so the address is checked before either sees it, and no message quotes
 * it.
 */
final class PostgresqlAddress {
  private static final String BEGIN = "jdbc:postgresql:";
  private static final String HOST = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%a-z]+])(:\\d{1,5})?";

  /** The part behind the protocol: one host or several and a database, or a database alone. */
  private static final Pattern PLACE =
      Pattern.compile("(//(" + HOST + "(," + HOST + ")*)?(/[^/@]*)?|/|[^/@:]*)");

  private static final Set<String> CREDENTIALS =
      Set.of("user", "password", "sslpassword", "passfile", "sslkey");

  private final String url;
  private final Properties credentials;

  private PostgresqlAddress(String url, Properties credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /**
   * Separates an address from its credentials.
   *
   * @throws SettingException when the text can't be an address; the message holds nothing of it
   */
  static PostgresqlAddress of(String url) {
    String rest = url.substring(BEGIN.length());
    int mark = rest.indexOf('?');
    String place = mark < 0 ? rest : rest.substring(0, mark);
    boolean isPlace = PLACE.matcher(place).matches();
    if (place.contains("@") || (rest.contains("@") && !isPlace)) {
      throw wrong("it holds a user and a password where only the host may stand");
    }
    if (!isPlace) {
      throw wrong("it isn't of the form //HOST:PORT/DATABASE");
    }
    Properties credentials = new Properties();
    List<String> others = new ArrayList<>();
    for (String parameter : (mark < 0 ? "" : rest.substring(mark + 1)).split("&")) {
      if (!parameter.isEmpty()) {
        take(parameter, credentials, others);
      }
    }
    String parameters = others.isEmpty() ? "" : "?" + String.join("&", others);
    return new PostgresqlAddress(BEGIN + place + parameters, credentials);
  }

  private static void take(String parameter, Properties credentials, List<String> others) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? "" : parameter.substring(0, equals);
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw wrong("one of its parameters isn't of the form name=value");
    }
    String value;
    try {
      value = URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("the value of its parameter " + name + " isn't percent-encoded");
    }
    if (name.equals("user") && value.matches(".*[:;=].*")) {
      // The database's own error would quote the user.
      throw wrong("the value of its parameter user is more than a user's name");
    }
    if (CREDENTIALS.contains(name)) {
      credentials.setProperty(name, value);
    } else if (isLikeACredential(name)) {
      throw wrong("it has a parameter " + name + ", which PostgreSQL's driver doesn't know");
    } else {
      others.add(parameter);
    }
  }

  /** Whether a parameter looks like a misspelt credential, which would stay in the address. */
  private static boolean isLikeACredential(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return CREDENTIALS.contains(plain)
        || plain.matches("username|.*(pass?w(or?)?d|passwort|pwd|secret|token)|pass|pw");
  }

  private static SettingException wrong(String what) {
    return new SettingException(
        Database.SETTING
            + ": "
            + what
            + "; put user and password into the parameters, percent-encoded, like"
            + " jdbc:postgresql://HOST/DATABASE?user=…&password=….");
  }

  /** The address without credentials. */
  String url() {
    return url;
  }

  /** The credentials, as the driver's properties. */
  Properties credentials() {
    return credentials;
  }
}
