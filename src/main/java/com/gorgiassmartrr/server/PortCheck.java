package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Looks whether the ports that the settings name can be listened on, before anything else starts.
 *
 * <p>Camel logs it when its management server can't listen, and goes on without one; and two
 * servers of one Vert.x that are given the same port share its connections.
 */
public final class PortCheck {
  private static final String DOORS = "camel.server";
  private static final String MANAGEMENT = "camel.management";

  private static final int HIGHEST_PORT = 65_535;

  private PortCheck() {}

  /**
   * Takes both ports and gives them back at once, without listening on them: whoever waits until a
   * port can be connected to would find a server that isn't there yet.
   *
   * @throws SettingException when one can't be listened on; its message says which
   */
  public static void check(Settings settings) {
    InetSocketAddress doors = address(settings, DOORS);
    boolean isManaged = Boolean.parseBoolean(settings.get(MANAGEMENT + ".enabled"));
    InetSocketAddress management = isManaged ? address(settings, MANAGEMENT) : null;
    take(DOORS, doors);
    if (management == null) {
      return;
    }
    if (management.getPort() == doors.getPort() && doors.getPort() != 0) {
      throw new SettingException(
          MANAGEMENT + ".port is " + DOORS + ".port, too; give it another one.");
    }
    take(MANAGEMENT, management);
  }

  private static void take(String server, InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      // As Vert.x does, so that the port of a server that has just ended can be taken.
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw new SettingException(
          server
              + ".port: "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " can't be listened on ("
              + e.getMessage()
              + "); give another port, or end what has this one.");
    }
  }

  private static InetSocketAddress address(Settings settings, String server) {
    String host = settings.get(server + ".host");
    String port = settings.get(server + ".port");
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new SettingException(server + ".port: '" + port + "' is not a port.");
    }
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new SettingException(server + ".host: there is no address for '" + host + "'.");
    }
    return address;
  }
}
