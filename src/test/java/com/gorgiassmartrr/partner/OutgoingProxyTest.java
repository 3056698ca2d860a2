package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls leave by the proxy that is set, wherever it is set. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class OutgoingProxyTest {
  private static final String PARTNER = "api.partner.test";
  private static Certificates certificates;

  @BeforeAll
  static void issue(@TempDir Path folder) throws Exception {
    certificates = new Certificates(folder);
    certificates.issue("good", "dns:" + PARTNER, 1, 100);
  }

  @AfterEach
  void clear() {
    System.clearProperty("https.proxyHost");
    System.clearProperty("https.proxyPort");
  }

  /** A proxy that connects to one partner, whatever name it is asked for. */
  private static final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int partner;
    private final String login;
    final List<String> heads = new CopyOnWriteArrayList<>();

    ConnectProxy(int partner, String login) throws IOException {
      this.partner = partner;
      this.login = login;
      run(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    private static void run(Runnable work) {
      Thread thread = new Thread(work, "connect-proxy");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = listening.accept();
          run(() -> serve(socket));
        }
      } catch (IOException e) {
        // It was closed.
      }
    }

    private void serve(Socket client) {
      try (client) {
        String head = RawPartner.head(client.getInputStream());
        while (!head.isEmpty()) {
          heads.add(head);
          if (login.isEmpty() || head.contains("Basic " + login)) {
            tunnel(client);
            return;
          }
          write(
              client.getOutputStream(),
              "HTTP/1.1 407 Login\r\nproxy-authenticate: Basic realm=x\r\ncontent-length: 0\r\n\r\n");
          head = RawPartner.head(client.getInputStream());
        }
      } catch (IOException e) {
        // One side has gone.
      }
    }

    private void tunnel(Socket client) throws IOException {
      if (partner == 0) {
        write(client.getOutputStream(), "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), partner)) {
        write(client.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\n");
        run(() -> pump(server, client));
        client.getInputStream().transferTo(server.getOutputStream());
      }
    }

    private static void pump(Socket from, Socket to) {
      try (InputStream in = from.getInputStream()) {
        in.transferTo(to.getOutputStream());
      } catch (IOException e) {
        // One side has gone.
      }
    }

    private static void write(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private static OutgoingProxy set(String url) {
    return OutgoingProxy.of(Settings.none().with(Map.of("proxy.url", url)));
  }

  private static OutgoingProxy environment(Map<String, String> variables) {
    return OutgoingProxy.of(Settings.read(Path.of("there-is-none"), variables));
  }

  private static String proxyFor(OutgoingProxy proxy, String url) {
    Proxy chosen = proxy.select(URI.create(url)).get(0);
    return chosen.equals(Proxy.NO_PROXY) ? "" : Objects.requireNonNull(chosen.address()).toString();
  }

  private static String call(OutgoingProxy proxy) throws Exception {
    try (BareClient client = new BareClient(proxy, certificates.trusting())) {
      return client.get("https://" + PARTNER + "/x");
    }
  }

  private static PartnerFailure failure(OutgoingProxy proxy) throws Exception {
    try (BareClient client = new BareClient(proxy, certificates.trusting())) {
      return client.failure("https://" + PARTNER + "/x");
    }
  }

  private static RawPartner partner() throws Exception {
    return new RawPartner(
        certificates.listen("good"), (head, number) -> RawPartner.json(200, "{}"));
  }

  @Test
  void setting_namesAProxy_partnerIsReachedThroughItAndSeesNoLogin() throws Exception {
    // robin:wood, as Basic wants it
    try (RawPartner partner = partner();
        ConnectProxy proxy = new ConnectProxy(partner.port(), "cm9iaW46d29vZA==")) {
      assertEquals("200 {}", call(set("http://robin:wood@127.0.0.1:" + proxy.port())));

      assertTrue(
          proxy.heads.get(0).startsWith("CONNECT " + PARTNER + ":443"), proxy.heads::toString);
      assertEquals(1, partner.requests.size());
      assertTrue(partner.requests.get(0).startsWith("GET /x"), partner.requests::toString);
      assertTrue(
          partner.requests.stream().noneMatch(head -> head.contains("roxy-")),
          partner.requests::toString);
    }
  }

  @Test
  void proxy_wantsAnotherLogin_isSaid() throws Exception {
    try (RawPartner partner = partner();
        ConnectProxy proxy = new ConnectProxy(partner.port(), "cm9iaW46d29vZA==")) {
      PartnerFailure failure = failure(set("http://127.0.0.1:" + proxy.port()));

      assertEquals("no connection: the proxy wants a login", failure.getMessage());
      assertTrue(failure.isCertainlyNotSent());
      assertEquals(List.of(), partner.requests);
    }
  }

  @Test
  void proxy_refusesTheHost_isSaid() throws Exception {
    try (ConnectProxy proxy = new ConnectProxy(0, "")) {
      assertEquals(
          "no connection: the proxy refused to connect",
          failure(set("http://127.0.0.1:" + proxy.port())).getMessage());
    }
  }

  @Test
  void proxy_isntThere_isSaid() throws Exception {
    assertEquals(
        "no connection: the proxy can't be reached",
        failure(set("http://127.0.0.1:" + FreePort.next())).getMessage());
  }

  @Test
  void java_namesAProxy_isUsed() throws Exception {
    try (RawPartner partner = partner();
        ConnectProxy proxy = new ConnectProxy(partner.port(), "")) {
      System.setProperty("https.proxyHost", "127.0.0.1");
      System.setProperty("https.proxyPort", Integer.toString(proxy.port()));

      assertEquals("200 {}", call(OutgoingProxy.of(Settings.none())));
      assertEquals(1, proxy.heads.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTPS_PROXY", "https_proxy"})
  void environment_namesAProxy_isUsedButForWhatItExcepts(String name) {
    OutgoingProxy proxy =
        environment(Map.of(name, "http://p.example.com:3128", "NO_PROXY", ".corp.test,one.test"));

    assertTrue(proxyFor(proxy, "https://acme.gorgias.com/").endsWith(":3128"));
    assertEquals("", proxyFor(proxy, "https://a.corp.test/"));
    assertEquals("", proxyFor(proxy, "https://one.test/"));
    assertTrue(proxyFor(proxy, "https://another-one.test/").endsWith(":3128"));
    assertEquals("", proxyFor(proxy, "http://acme.gorgias.com/"), "that is HTTP_PROXY's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:1/", "https://127.0.0.1/", "http://127.8.9.1/", "http://[::1]/"})
  void thisMachine_isCalledWithoutTheProxy(String url) {
    assertEquals("", proxyFor(set("http://p.example.com:3128"), url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://p.example.com:1080", "https://p.example.com", "http://", "a b"})
  void setting_canBeNoProxy_isSaidWithoutRepeatingIt(String url) {
    SettingException mistake = assertThrows(SettingException.class, () -> set(url));
    assertEquals(
        "proxy.url can't be a proxy's address; write it like http://proxy.example.com:3128.",
        mistake.getMessage());
  }

  @Test
  void setting_winsOverTheEnvironment() {
    OutgoingProxy proxy =
        OutgoingProxy.of(
            Settings.read(Path.of("there-is-none"), Map.of("HTTPS_PROXY", "http://env.test:1"))
                .with(Map.of("proxy.url", "http://set.test:2")));
    assertTrue(proxyFor(proxy, "https://acme.gorgias.com/").contains("set.test"));
  }
}
