package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the management server, and what no page of it does. */
final class ManagementGateTest {
  private static final String PASSWORD = "correct horse";
  private static final List<String> CLOSED =
      List.of(
          "/console/presses",
          "/console/api/about",
          "/console/api/connect",
          "/presses",
          "/console/assets/app.js");

  private Path folder = Path.of("");
  private @Nullable ConsoleDesk running;

  @BeforeEach
  void useFolder(@TempDir Path given) {
    folder = given;
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void page_anywhere_carriesTheSecurityHeadersAndNothingInline() throws Exception {
    ConsoleDesk desk = start();
    for (String path :
        List.of("/console/presses", "/console/assets/app.js", "/console/api/about")) {
      HttpResponse<String> answer = desk.get(path);
      assertEquals(200, answer.statusCode(), path);
      assertTrue(header(answer, "content-security-policy").startsWith("default-src 'self'"), path);
      assertTrue(
          header(answer, "content-security-policy").contains("frame-ancestors 'none'"), path);
      assertEquals("nosniff", header(answer, "x-content-type-options"), path);
    }
    String page = desk.get("/console/presses").body();
    assertFalse(Pattern.compile("\\s(style|on\\w+)=").matcher(page).find());
    assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=)").matcher(page).find());
    assertFalse(page.contains("http:") || page.contains("https:"), "nothing from elsewhere");
  }

  @Test
  void assets_thatPagesImport_areAllThere() throws Exception {
    ConsoleDesk desk = start();
    List<String> open =
        new ArrayList<>(
            List.of(
                "console.js",
                "presses.js",
                "status.js",
                "arrange.js",
                "connect.js",
                "console.css"));
    for (int i = 0; i < open.size(); i++) {
      HttpResponse<String> file = desk.get("/console/assets/" + open.get(i));
      assertEquals(200, file.statusCode(), open.get(i));
      Matcher imports = Pattern.compile("from '\\./([^']+)'").matcher(file.body());
      while (imports.find()) {
        if (!open.contains(imports.group(1))) {
          open.add(imports.group(1));
        }
      }
    }
  }

  @Test
  void answer_ofAnyAddress_holdsNoCredential() throws Exception {
    ConsoleDesk desk = start("console.password", PASSWORD);
    desk.park("kenji@example.com");
    StringBuilder all = new StringBuilder();
    for (String path :
        List.of(
            "/console/presses",
            "/console/api/about",
            "/console/api/status",
            "/console/api/widget",
            "/console/api/connect",
            "/presses")) {
      all.append(
          desk.send(desk.request(path).header("authorization", basic("operator", PASSWORD)))
              .body());
    }
    for (String secret :
        List.of(
            desk.sandbox.smartrr().token(),
            desk.sandbox.gorgias().apiKey(),
            desk.sandbox.curl("").replaceFirst("(?s).*x-store-secret: ([^']+)'.*", "$1"),
            PASSWORD)) {
      assertFalse(all.toString().contains(secret));
    }
  }

  @Test
  void decision_sentByAnotherSite_isRefused() throws Exception {
    ConsoleDesk desk = start();
    String reference = desk.park("kenji@example.com");
    String dismiss = "/presses/" + reference + "/dismiss";
    for (Map.Entry<String, String> sign :
        List.of(
            Map.entry("origin", "https://evil.example.com"),
            Map.entry("origin", "http://127.0.0.1:" + (desk.port() + 1)),
            Map.entry("origin", "null"),
            Map.entry("sec-fetch-site", "cross-site"),
            Map.entry("sec-fetch-site", "same-site"))) {
      HttpResponse<String> answer =
          desk.send(
              desk.request(dismiss)
                  .header("content-type", "application/json")
                  .header(sign.getKey(), sign.getValue())
                  .POST(BodyPublishers.ofString("{}")));
      assertEquals(403, answer.statusCode(), sign.toString());
    }
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      assertEquals(
          415,
          desk.send(
                  desk.request(dismiss)
                      .header("content-type", type)
                      .POST(BodyPublishers.ofString("{}")))
              .statusCode());
    }
    assertEquals(PressState.PARKED, desk.find(reference).state());

    HttpResponse<String> own =
        desk.send(
            desk.request(dismiss)
                .header("content-type", "application/json; charset=utf-8")
                .header("origin", desk.url())
                .POST(BodyPublishers.ofString("{\"by\":\"Robin\",\"why\":\"done by hand\"}")));
    assertEquals(200, own.statusCode(), own.body());
    assertTrue(
        desk.ledger.attempts(desk.find(reference).id()).stream()
            .anyMatch(event -> event.detail().equals("Robin: done by hand")));
  }

  @Test
  void read_embeddedByAnotherSite_isRefusedWhileALinkIsFollowed() throws Exception {
    ConsoleDesk desk = start();

    assertEquals(
        403,
        desk.send(
                desk.request("/presses")
                    .header("sec-fetch-site", "cross-site")
                    .header("sec-fetch-mode", "no-cors"))
            .statusCode());
    assertEquals(
        200,
        desk.send(
                desk.request("/console/presses")
                    .header("sec-fetch-site", "cross-site")
                    .header("sec-fetch-mode", "navigate"))
            .statusCode());
  }

  @Test
  void page_askedByAPublicName_isNotTold() throws Exception {
    ConsoleDesk desk = start();
    for (String path : CLOSED) {
      assertEquals(403, status(desk, path, "rebound.example.com"), path);
      assertEquals(200, status(desk, path, "localhost"), path);
    }
  }

  @Test
  void password_set_isAskedForExceptByProbes() throws Exception {
    ConsoleDesk desk = start("console.password", PASSWORD);
    for (String path : CLOSED) {
      HttpResponse<String> refused = desk.get(path);
      assertEquals(401, refused.statusCode(), path);
      assertTrue(header(refused, "www-authenticate").startsWith("Basic "), path);
      assertEquals(200, login(desk, path, "operator", PASSWORD), path);
      assertEquals(401, login(desk, path, "operator", PASSWORD + "x"), path);
      assertEquals(401, login(desk, path, "admin", PASSWORD), path);
    }
    assertEquals(200, desk.get("/observe/health/live").statusCode());
  }

  @Test
  void logins_wrongTooOften_haveToWait() throws Exception {
    ConsoleDesk desk = start("console.password", PASSWORD);
    for (int i = 0; i < 10; i++) {
      assertEquals(401, login(desk, "/presses", "operator", "guess number " + i));
    }

    assertEquals(429, login(desk, "/presses", "operator", "guess number 11"));
    assertEquals(429, login(desk, "/presses", "operator", PASSWORD), "a guess that is right, too");
    assertEquals(200, desk.get("/observe/health/live").statusCode());
  }

  @Test
  void addressThatOthersReach_withoutPassword_tellsNothingButTheHealth() throws Exception {
    ConsoleDesk desk = start("camel.management.host", "0.0.0.0");
    for (String path : CLOSED) {
      HttpResponse<String> refused = desk.get(path);
      assertEquals(403, refused.statusCode(), path);
      assertTrue(
          TestServer.json(refused).path("message").asText().contains("set console.password"));
    }
    assertEquals(200, desk.get("/observe/health/live").statusCode());
  }

  @Test
  void addressThatOthersReach_withPassword_isServedUnderItsPublicName() throws Exception {
    ConsoleDesk desk = start("camel.management.host", "0.0.0.0", "console.password", PASSWORD);

    assertEquals(401, status(desk, "/presses", "console.example.com"));
    assertEquals(200, login(desk, "/presses", "operator", PASSWORD));
  }

  @Test
  void password_tooShort_isRefusedAtTheStart() {
    Settings settings = Settings.read().with(Map.of("console.password", "12345678901"));

    SettingException refusal =
        assertThrows(SettingException.class, () -> ManagementGate.of(settings));

    assertEquals("console.password has to have 12 characters or more.", refusal.getMessage());
  }

  private ConsoleDesk start(String... keysAndValues) throws Exception {
    ConsoleDesk desk = ConsoleDesk.start(folder, keysAndValues);
    running = desk;
    return desk;
  }

  private static int login(ConsoleDesk desk, String path, String user, String password)
      throws Exception {
    return desk.send(desk.request(path).header("authorization", basic(user, password)))
        .statusCode();
  }

  private static String basic(String user, String password) {
    byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** The status for a browser that found this machine under a name. */
  private static int status(ConsoleDesk desk, String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), desk.port())) {
      socket.setSoTimeout(5_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }
}
