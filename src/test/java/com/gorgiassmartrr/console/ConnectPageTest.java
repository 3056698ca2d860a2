package com.gorgiassmartrr.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasBehaviour.Rights;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.store.StoreFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the page that connects stores asks the server for. Whatever a test does, at its end no
 * answer that it got may hold a credential.
 */
@Timeout(90)
final class ConnectPageTest {
  private static final String CONNECT = "/console/api/connect";
  private static final String WRONG_KEY = "no-key-of-any-account";

  private Path folder;
  private ConsoleDesk desk;
  private StoreFiles files;
  private final StringBuilder told = new StringBuilder();
  private final Set<String> secrets = new HashSet<>();

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    files = new StoreFiles(folder.resolve("stores"));
    start();
  }

  private void start(String... keysAndValues) throws Exception {
    if (desk != null) {
      desk.close();
    }
    desk = ConsoleDesk.unconnected(folder, keysAndValues);
    secrets.addAll(
        List.of(
            desk.sandbox.gorgias().apiKey(),
            desk.sandbox.smartrr().token(),
            desk.sandbox.smartrr().readOnlyToken(),
            WRONG_KEY));
  }

  @AfterEach
  void stop() {
    rememberSecrets();
    desk.close();
    assertFalse(told.isEmpty(), "something was answered");
    for (String secret : secrets) {
      assertFalse(told.toString().contains(secret), "an answer holds a credential");
    }
  }

  private void rememberSecrets() {
    if (Files.isDirectory(folder.resolve("stores"))) {
      String kept = files.read("default").get("store.default.secret");
      if (kept != null) {
        secrets.addAll(List.of(kept.split(",")));
      }
    }
  }

  // ---------------------------------------------------------------- connecting

  @Test
  void store_connected_isServedAndToldWithWhatWasMade() throws Exception {
    JsonNode ended = connect(desk.fields());

    assertTrue(ended.path("right").asBoolean(), ended.toString());
    assertTrue(ended.path("changed").asBoolean());
    assertEquals(
        List.of("gorgias_api_key", "smartrr_token", "settings", "server", "integration", "widget"),
        parts(ended));
    String id = desk.sandbox.gorgias().desk().integrations().get(0).path("id").asText();
    assertEquals(
        desk.sandbox.gorgias().url() + "/app/settings/integrations/http/" + id,
        ended.at("/steps/4/link").asText());
    assertEquals(1, desk.sandbox.gorgias().desk().widgets().size());
    JsonNode store = state().at("/stores/0");
    assertEquals("default", store.path("name").asText());
    assertEquals("on", store.path("integration").asText());
    assertEquals(desk.sandbox.gorgias().url(), store.path("address").asText());
    assertEquals(
        folder.resolve("stores/default.properties").toString(), store.path("place").asText());
    assertEquals(200, widget(secret()));
  }

  @Test
  void steps_whileItGoesOn_comeOneByOne() throws Exception {
    desk.sandbox
        .gorgias()
        .faults()
        .always(Fault.slow(Duration.ofSeconds(1)).on("POST", "/api/widgets"));

    String id = begin(CONNECT, desk.fields());

    Await.until("the last step", () -> "widget".equals(lastPart(id)));
    JsonNode midway = work(id);
    assertTrue(midway.path("running").asBoolean(), midway.toString());
    assertEquals("begun", midway.at("/steps/5/status").asText());
    assertEquals("Making the widget", midway.at("/steps/5/sentence").asText());
    assertEquals("done", midway.at("/steps/4/status").asText());
    JsonNode ended = end(id);
    assertEquals("done", ended.at("/steps/5/status").asText());
    assertEquals(6, ended.path("steps").size(), "what has begun is replaced by how it ended");
  }

  @Test
  void secondWork_onTheSameStore_isToldThatOneIsUnderWay() throws Exception {
    desk.sandbox
        .gorgias()
        .faults()
        .always(Fault.slow(Duration.ofSeconds(1)).on("POST", "/api/widgets"));
    String id = begin(CONNECT, desk.fields());
    Await.until("the last step", () -> "widget".equals(lastPart(id)));

    HttpResponse<String> second = post(CONNECT, desk.fields());
    HttpResponse<String> check = post(CONNECT + "/check", desk.fields());
    HttpResponse<String> other = post(CONNECT, desk.fields().put("store", "other"));

    assertTrue(work(id).path("running").asBoolean(), "all that was while the first went on");
    for (HttpResponse<String> refused : List.of(second, check)) {
      assertEquals(409, refused.statusCode(), refused.body());
      assertEquals("Work on the store default is under way; wait for its end.", message(refused));
    }
    assertEquals(409, other.statusCode(), other.body());
    assertTrue(message(other).startsWith("Another connect or disconnect is at work"));
    assertTrue(end(id).path("right").asBoolean());
    assertEquals(1, desk.sandbox.gorgias().desk().integrations().size());
  }

  @Test
  void works_many_onlyTheLatestAreKept() throws Exception {
    connect(desk.fields());
    for (int i = 0; i < 22; i++) {
      end(begin(CONNECT + "/check", store("default")));
    }

    assertEquals(20, state().path("works").size());
    Set<String> ids = new HashSet<>();
    state().path("works").forEach(work -> ids.add(work.path("id").asText()));
    assertEquals(20, ids.size());
  }

  @Test
  void store_connectedAgainWithEmptyFields_keepsWhatWeHaveAndChangesNothing() throws Exception {
    connect(desk.fields());
    Map<String, String> before = files.read("default");

    JsonNode ended = connect(desk.fields().put("gorgias_api_key", "").put("smartrr_token", "  "));

    assertTrue(ended.path("right").asBoolean(), ended.toString());
    assertFalse(ended.path("changed").asBoolean(), ended.toString());
    assertEquals(before, files.read("default"));
  }

  @Test
  void keptKey_ofAnotherAccount_isAskedForAndGoesNowhere() throws Exception {
    connect(desk.fields());
    Vertx vertx = Vertx.vertx();
    try (GorgiasSimulator other = GorgiasSimulator.start(vertx, desk.time)) {
      HttpResponse<String> refused =
          post(
              CONNECT, desk.fields().put("gorgias_domain", other.url()).put("gorgias_api_key", ""));

      assertEquals(422, refused.statusCode(), refused.body());
      assertEquals(List.of("gorgias_api_key"), parts(TestServer.json(refused)));
      assertTrue(message(refused).startsWith("This is another Gorgias account"), refused.body());
      assertEquals(List.of(), other.requests().entries());
    } finally {
      vertx.close();
    }
  }

  // ---------------------------------------------------------------- bad input

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme",
        " acme ",
        "acme.gorgias.invalid",
        "acme.gorgias.invalid/",
        "https://acme.gorgias.invalid",
        "https://acme.gorgias.invalid/app/ticket/1"
      })
  void domain_typedInAnyWay_isTheSameAccountWhichIsUnknown(String typed) throws Exception {
    start("gorgias.host", "gorgias.invalid");

    JsonNode ended = connect(desk.fields().put("gorgias_domain", typed));

    assertEquals(List.of("gorgias_domain"), wrongParts(ended), ended.toString());
    assertTrue(
        ended.toString().contains("https://acme.gorgias.invalid can't be reached"),
        ended.toString());
    assertNothingIsMade();
  }

  @Test
  void address_withSlashAtItsEnd_isAccepted() throws Exception {
    JsonNode ended =
        connect(desk.fields().put("gorgias_domain", desk.sandbox.gorgias().url() + "/"));

    assertTrue(ended.path("right").asBoolean(), ended.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "gorgias_domain, ac me",
    "gorgias_domain, acme@gorgias.com",
    "gorgias_user, robin",
    "gorgias_api_key, two words",
    "smartrr_token, tökén",
    "public_url, https://bridge.example.com/path",
    "gorgias_domain, ''",
    "gorgias_user, ''",
    "gorgias_api_key, ''",
    "smartrr_token, ''"
  })
  void field_thatCanBeNone_isOneSentenceAtThatField(String field, String value) throws Exception {
    HttpResponse<String> refused = post(CONNECT, desk.fields().put(field, value));

    assertEquals(422, refused.statusCode(), refused.body());
    JsonNode answer = TestServer.json(refused);
    assertEquals(List.of(field), parts(answer));
    assertEquals(answer.at("/steps/0/sentence"), answer.path("message"));
    assertTrue(value.isEmpty() || !refused.body().contains(value), refused.body());
    assertEquals(0, state().path("works").size(), "it didn't begin");
    assertNothingIsMade();
  }

  @Test
  void fields_allMissing_areOneSentenceEach() throws Exception {
    HttpResponse<String> refused = post(CONNECT, store("default"));

    assertEquals(422, refused.statusCode());
    assertEquals(
        List.of("gorgias_domain", "gorgias_user", "gorgias_api_key", "smartrr_token"),
        parts(TestServer.json(refused)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "a b", "../outside", "/etc/passwd", "-", "a.b", "ä"})
  void name_thatIsNotAllowed_isRefusedAndNoFileIsTouched(String name) throws Exception {
    Set<Path> before = files();

    for (String path : List.of("", "/check", "/rotate", "/reactivate", "/disconnect")) {
      HttpResponse<String> refused = post(CONNECT + path, desk.fields().put("store", name));
      assertEquals(422, refused.statusCode(), path + refused.body());
      assertEquals(List.of("store"), parts(TestServer.json(refused)), path);
    }
    assertEquals(before, files());
  }

  @Test
  void store_thatIsNotThere_isSaid() throws Exception {
    for (String path : List.of("/check", "/rotate", "/reactivate", "/disconnect")) {
      HttpResponse<String> refused = post(CONNECT + path, store("nobody"));
      assertEquals(404, refused.statusCode(), path);
      assertEquals("There is no such store.", message(refused));
    }
  }

  @Test
  void body_thatIsNone_isRefused() throws Exception {
    assertEquals(400, send("{\"store\":").statusCode());
    assertEquals(400, send("[]").statusCode());
    assertEquals(400, send("").statusCode());
    HttpResponse<String> large = send("{\"store\":\"" + "a".repeat(300_000) + "\"}");
    assertEquals(413, large.statusCode());
    assertEquals("The body is too large.", message(large));
    assertNothingIsMade();
  }

  @Test
  void apiKey_refusedByGorgias_isSaidAtItsField() throws Exception {
    JsonNode ended = connect(desk.fields().put("gorgias_api_key", WRONG_KEY));

    assertEquals(List.of("gorgias_api_key"), wrongParts(ended), ended.toString());
    assertTrue(ended.toString().contains("Gorgias doesn't accept this user with this API key"));
    assertNothingIsMade();
  }

  @Test
  void apiKey_withoutRights_isSaidAtItsField() throws Exception {
    desk.sandbox.gorgias().behaviour().rights(Rights.READ);

    JsonNode ended = connect(desk.fields());

    assertEquals(List.of("gorgias_api_key"), wrongParts(ended), ended.toString());
    assertTrue(ended.toString().contains("only an admin may"), ended.toString());
    assertNothingIsMade();
  }

  @Test
  void account_thatIsNone_isSaidAtTheDomain() throws Exception {
    desk.sandbox.gorgias().faults().always(Fault.of(Kind.NO_ACCOUNT));

    JsonNode ended = connect(desk.fields());

    assertEquals(List.of("gorgias_domain"), wrongParts(ended), ended.toString());
    assertNothingIsMade();
  }

  @Test
  void token_withoutWrite_isSaidAtItsField() throws Exception {
    JsonNode ended =
        connect(desk.fields().put("smartrr_token", desk.sandbox.smartrr().readOnlyToken()));

    assertEquals(List.of("smartrr_token"), wrongParts(ended), ended.toString());
    assertTrue(ended.toString().contains("Subscription to Read and Write"), ended.toString());
    assertNothingIsMade();
  }

  @Test
  void token_refusedBySmartrr_isSaidAtItsField() throws Exception {
    JsonNode ended = connect(desk.fields().put("smartrr_token", WRONG_KEY));

    assertEquals(List.of("smartrr_token"), wrongParts(ended), ended.toString());
    assertNothingIsMade();
  }

  /** A folder that can't be made is refused by the system as a full disk is. */
  @Test
  void settings_thatCannotBeKept_areSaidAndNothingIsMade() throws Exception {
    Files.writeString(folder.resolve("stores"), "a file where the folder is to be");

    HttpResponse<String> refused = post(CONNECT, desk.fields());

    assertEquals(507, refused.statusCode(), refused.body());
    assertEquals(1, TestServer.json(refused).path("steps").size());
    assertTrue(message(refused).contains("can't be"), refused.body());
    assertEquals(List.of(), desk.sandbox.gorgias().desk().integrations());
  }

  // ---------------------------------------------------------------- a store that is there

  @Test
  void check_ofAStoreThatDrifted_tellsItLineByLineAndChangesNothing() throws Exception {
    connect(desk.fields());
    desk.changeIntegration(
        "{\"http\":{\"url\":\"https://elsewhere.example.com/x\",\"method\":\"POST\"}}");
    String before = desk.sandbox.gorgias().desk().integrations().toString();

    JsonNode ended = end(begin(CONNECT + "/check", store("default")));

    assertFalse(ended.path("right").asBoolean());
    List<String> wrong = wrong(ended);
    assertTrue(
        wrong.stream().anyMatch(line -> line.contains("it asks https://elsewhere.example.com")),
        wrong.toString());
    assertTrue(
        wrong.stream().anyMatch(line -> line.contains("its method is POST")), wrong.toString());
    assertEquals(before, desk.sandbox.gorgias().desk().integrations().toString());

    JsonNode set = connect(store("default"));
    assertTrue(set.path("right").asBoolean(), set.toString());
    assertTrue(end(begin(CONNECT + "/check", store("default"))).path("right").asBoolean());
  }

  @Test
  void secret_rotated_isAnotherOneThatGorgiasSends() throws Exception {
    connect(desk.fields());
    String old = secret();
    rememberSecrets();

    JsonNode ended = end(begin(CONNECT + "/rotate", store("default")));

    assertTrue(ended.path("right").asBoolean(), ended.toString());
    assertNotEquals(old, secret());
    assertEquals(
        secret(),
        desk.sandbox
            .gorgias()
            .desk()
            .integrations()
            .get(0)
            .at("/http/headers/x-store-secret")
            .asText());
    assertEquals(401, widget(old));
    assertEquals(200, widget(secret()));
    assertTrue(ended.toString().contains("The address for Smartrr's webhooks has changed"));
  }

  @Test
  void integration_switchedOff_isToldOnBothPagesUntilItIsReactivated() throws Exception {
    start("connect.watch", "500ms");
    connect(desk.fields());
    assertEquals("", status().at("/stores/0/gorgias/switched_off").asText());
    desk.switchOff();

    Await.until("the look", () -> state().at("/stores/0/integration").asText().equals("off"));
    assertTrue(
        status()
            .at("/stores/0/gorgias/switched_off")
            .asText()
            .startsWith("Gorgias has switched the HTTP integration"));

    JsonNode ended = end(begin(CONNECT + "/reactivate", store("default")));

    assertTrue(ended.path("right").asBoolean(), ended.toString());
    assertTrue(ended.path("changed").asBoolean());
    assertEquals("on", state().at("/stores/0/integration").asText());
    assertEquals("", status().at("/stores/0/gorgias/switched_off").asText());
  }

  @Test
  void store_disconnected_leavesNothingAndIsServedNoLonger() throws Exception {
    connect(desk.fields());
    String secret = secret();
    rememberSecrets();

    JsonNode ended = end(begin(CONNECT + "/disconnect", store("default")));

    assertTrue(ended.path("right").asBoolean(), ended.toString());
    assertNothingIsMade();
    assertEquals(0, state().path("stores").size());
    assertEquals(404, widget(secret));
  }

  @Test
  void integration_deletedInGorgias_isToldAsMissing() throws Exception {
    start("connect.watch", "500ms");
    connect(desk.fields());

    desk.sandbox.gorgias().reset();

    Await.until("the look", () -> state().at("/stores/0/integration").asText().equals("missing"));
  }

  @Test
  void console_withoutAStore_beginsWithThePageThatConnectsOne() throws Exception {
    assertEquals("/console/connect", location("/console"));
    assertEquals("/console/connect", location("/"));

    connect(desk.fields());

    assertEquals("/console/presses", location("/console"));
  }

  // ---------------------------------------------------------------- who may

  @Test
  void connect_sentByAnotherSite_isRefused() throws Exception {
    for (String path : List.of("", "/check", "/rotate", "/reactivate", "/disconnect")) {
      for (Map.Entry<String, String> sign :
          List.of(
              Map.entry("origin", "https://evil.example.com"),
              Map.entry("sec-fetch-site", "cross-site"))) {
        assertEquals(
            403,
            note(desk.send(
                    desk.request(CONNECT + path)
                        .header("content-type", "application/json")
                        .header(sign.getKey(), sign.getValue())
                        .POST(BodyPublishers.ofString(desk.fields().toString()))))
                .statusCode());
      }
      assertEquals(
          415,
          note(desk.send(
                  desk.request(CONNECT + path)
                      .header("content-type", "text/plain")
                      .POST(BodyPublishers.ofString(desk.fields().toString()))))
              .statusCode());
    }
    assertEquals(
        403,
        note(desk.send(
                desk.request(CONNECT)
                    .header("sec-fetch-site", "cross-site")
                    .header("sec-fetch-mode", "no-cors")))
            .statusCode());
    assertNothingIsMade();
    assertEquals(0, state().path("works").size());
  }

  @Test
  void page_framedByAnotherSite_forbidsIt() throws Exception {
    for (String path : List.of("/console/connect", CONNECT)) {
      HttpResponse<String> page = note(desk.get(path));
      assertEquals(200, page.statusCode());
      assertEquals("DENY", page.headers().firstValue("x-frame-options").orElse(""));
      assertTrue(
          page.headers()
              .firstValue("content-security-policy")
              .orElse("")
              .contains("frame-ancestors 'none'"));
    }
  }

  @Test
  void page_withPassword_asksForIt() throws Exception {
    secrets.add("correct horse battery");
    start("console.password", "correct horse battery");

    assertEquals(401, note(desk.get("/console/connect")).statusCode());
    assertEquals(401, note(desk.get(CONNECT)).statusCode());
    assertEquals(401, post(CONNECT, desk.fields()).statusCode());
    assertNothingIsMade();
  }

  // ---------------------------------------------------------------- asking

  private static ObjectNode store(String name) {
    return JsonNodeFactory.instance.objectNode().put("store", name);
  }

  private HttpResponse<String> note(HttpResponse<String> answer) {
    told.append(answer.body()).append(answer.headers().map()).append('\n');
    return answer;
  }

  private HttpResponse<String> post(String path, ObjectNode body) throws Exception {
    return note(desk.post(path, body.toString()));
  }

  private HttpResponse<String> send(String body) throws Exception {
    return note(desk.post(CONNECT, body));
  }

  /** Begins work, and returns its id. */
  private String begin(String path, ObjectNode body) throws Exception {
    HttpResponse<String> answer = post(path, body);
    assertEquals(200, answer.statusCode(), answer.body());
    String id = TestServer.json(answer).path("id").asText();
    assertTrue(id.matches("[0-9a-f-]{36}"), answer.body());
    return id;
  }

  private JsonNode connect(ObjectNode body) throws Exception {
    return end(begin(CONNECT, body));
  }

  /** Waits for the end of work. */
  private JsonNode end(String id) {
    Await.until("the end of the work", () -> !work(id).path("running").asBoolean(true));
    return work(id);
  }

  private JsonNode work(String id) {
    for (JsonNode work : state().path("works")) {
      if (work.path("id").asText().equals(id)) {
        return work;
      }
    }
    throw new AssertionError("The work isn't kept");
  }

  private String lastPart(String id) {
    JsonNode steps = work(id).path("steps");
    return steps.path(steps.size() - 1).path("part").asText();
  }

  private JsonNode state() {
    return read(CONNECT);
  }

  private JsonNode status() {
    return read("/console/api/status");
  }

  private JsonNode read(String path) {
    try {
      return TestServer.json(note(desk.get(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String location(String path) throws Exception {
    return desk.get(path).headers().firstValue("location").orElse("");
  }

  private String secret() {
    return String.valueOf(files.read("default").get("store.default.secret"));
  }

  private int widget(String secret) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(desk.publicUrl() + "/gorgias/default/widget?email=mara@example.com"))
            .header("x-store-secret", secret)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }

  // ---------------------------------------------------------------- what was told

  private static String message(HttpResponse<String> answer) {
    return TestServer.json(answer).path("message").asText();
  }

  private static List<String> parts(JsonNode work) {
    List<String> parts = new ArrayList<>();
    work.path("steps").forEach(step -> parts.add(step.path("part").asText()));
    return parts;
  }

  private static List<String> wrongParts(JsonNode work) {
    return of(work, "part");
  }

  private static List<String> wrong(JsonNode work) {
    return of(work, "sentence");
  }

  private static List<String> of(JsonNode work, String field) {
    List<String> found = new ArrayList<>();
    work.path("steps")
        .forEach(
            step -> {
              if (step.path("status").asText().equals("wrong")) {
                found.add(step.path(field).asText());
              }
            });
    return found;
  }

  private void assertNothingIsMade() {
    assertEquals(List.of(), desk.sandbox.gorgias().desk().integrations());
    assertEquals(List.of(), desk.sandbox.gorgias().desk().widgets());
    assertEquals(Map.of(), files.read("default"));
  }

  /** Every file in and beside the folder of the stores. */
  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return new HashSet<>(all.filter(path -> !path.toString().contains("ledger")).toList());
    }
  }
}
