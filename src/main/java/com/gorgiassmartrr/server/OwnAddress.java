package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The address at which a program on this machine reaches the server, made of the host and the port
 * that are set.
 */
public final class OwnAddress {
  private static final String LOOPBACK = "127.0.0.1";

  private OwnAddress() {}

  /**
   * The address of the management server, without a path.
   *
   * @throws SettingException when the host that is set has no address
   */
  public static String ofManagement(Settings settings) {
    return "http://"
        + host(settings, "camel.management.host")
        + ":"
        + settings.get("camel.management.port");
  }

  /**
   * The address that a person is shown, without a path: by the name {@code localhost} where that
   * leads there.
   *
   * @param key of the setting of the host
   * @throws SettingException when the host that is set has no address
   */
  public static String shown(Settings settings, String key, String port) {
    String host = host(settings, key);
    return "http://" + (host.equals(LOOPBACK) ? "localhost" : host) + ":" + port;
  }

  private static String host(Settings settings, String key) {
    String host = settings.get(key);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress()) {
        return LOOPBACK;
      }
      // A name could lead to another one of its addresses, and management isn't called by names.
      String literal = address.getHostAddress();
      return address instanceof Inet6Address ? "[" + literal.replace("%", "%25") + "]" : literal;
    } catch (UnknownHostException e) {
      throw new SettingException(key + ": there is no address for '" + host + "'.");
    }
  }
}
