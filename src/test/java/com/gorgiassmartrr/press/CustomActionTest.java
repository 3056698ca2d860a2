package com.gorgiassmartrr.press;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.sandbox.smartrr.Fault;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrCatalog;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPlan;
import com.gorgiassmartrr.store.SettingException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One new file is a new action: the one that {@code writing-a-route.md} walks through. */
final class CustomActionTest {
  private static final Path GUIDE = Path.of("src", "docs", "writing-a-route.md");
  private static final Pattern ACTION_FILE =
      Pattern.compile(
          "`routes/actions/([a-z-]+\\.camel\\.yaml)`:\\s+```yaml\\n(.*?)```", Pattern.DOTALL);

  private TestServer server;
  private Path file = Path.of("");

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Matcher found = ACTION_FILE.matcher(Files.readString(GUIDE));
    if (!found.find()) {
      throw new IOException(GUIDE + " has no action file");
    }
    file = Files.writeString(folder.resolve(found.group(1)), found.group(2));
    server =
        TestServer.start(
            "camel.main.routes-include-pattern", pattern(),
            "action.answer-within", "8000",
            "lookup.timeout", "5000",
            "smartrr.timeout", "2500");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void changePlan_pressed_isAppliedOnce() throws Exception {
    String form = form(SmartrrCatalog.EVERY_SEASON.shopifyId());

    HttpResponse<String> answer = server.pressLater("change-plan", form).get();

    assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
    assertTrue(
        TestServer.json(answer).path("message").asText().startsWith("Changed the plan to "),
        answer.body());
    assertEquals(SmartrrCatalog.EVERY_SEASON, plan());
    assertEquals(answer.body(), server.pressLater("change-plan", form).get().body());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void changePlan_answerIsLost_isAppliedOnce() throws Exception {
    String form = form(SmartrrCatalog.EVERY_SEASON.shopifyId());
    server.smartrr.faults().add(Fault.of(FaultKind.RESET_AFTER_EFFECT), RequestMatch.writes());

    HttpResponse<String> answer = server.pressLater("change-plan", form).get();

    assertEquals("applied", TestServer.json(answer).path("status").asText(), answer.body());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void changePlan_withoutAPlan_isRefused() throws Exception {
    HttpResponse<String> answer = server.pressLater("change-plan", form("")).get();

    assertEquals(422, answer.statusCode());
    assertEquals(
        "plan_id: it must be filled in.", TestServer.json(answer).path("message").asText());
  }

  @Test
  void changePlan_toAListOrAnObject_isRefusedAtOnce() throws Exception {
    for (String plan : new String[] {"[\"1\"]", "{\"id\":\"1\"}"}) {
      HttpResponse<String> answer = pressInJson(plan, "\"robin@example.com\"");
      assertEquals(422, answer.statusCode(), answer.body());
      assertEquals(
          "plan_id: it must be text, not a list or an object.",
          TestServer.json(answer).path("message").asText());
    }
    assertEquals(0, server.smartrr.requests().count(RequestMatch.writes()));
  }

  /** A person can type that, too; Smartrr says what it thinks of it. */
  @Test
  void changePlan_toATextThatLooksLikeAListOrAnObject_isSent() throws Exception {
    for (String plan : new String[] {"[1]", "{\"a\":1}"}) {
      HttpResponse<String> inForm = server.pressLater("change-plan", form(plan)).get();
      assertEquals(409, inForm.statusCode(), inForm.body());
      HttpResponse<String> inJson =
          pressInJson('"' + plan.replace("\"", "\\\"") + '"', "\"[robin]\"");
      assertEquals(inForm.body(), inJson.body());
    }
    assertEquals(2, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void changePlan_byAnObject_isByNobodyKnown() throws Exception {
    String plan = SmartrrCatalog.EVERY_SEASON.shopifyId();
    HttpResponse<String> answer =
        pressInJson('"' + plan + '"', "{\"email\":\"robin@example.com\"}");
    String reference = TestServer.json(answer).path("reference").asText();
    HttpResponse<String> press = server.manage(server.management("/presses/" + reference).build());
    assertEquals("", TestServer.json(press).path("agent").asText(), press.body());
  }

  private HttpResponse<String> pressInJson(String plan, String agent) throws Exception {
    String token = form("").replaceAll(".*press_token=([^&]*).*", "$1");
    return server.send(
        server
            .request("/gorgias/acme/actions/change-plan")
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"press_token\":\"%s\",\"plan_id\":%s,\"agent\":%s}"
                        .formatted(token, plan, agent)))
            .build());
  }

  @Test
  void changePlan_toAPlanThatSmartrrDoesntKnow_isRefusedInItsWords() throws Exception {
    SmartrrPlan before = plan();

    HttpResponse<String> answer = server.pressLater("change-plan", form("1")).get();

    assertEquals(409, answer.statusCode(), answer.body());
    assertEquals(
        "Smartrr refused: No selling plan has this id.",
        TestServer.json(answer).path("message").asText());
    assertEquals(before, plan());
  }

  @Test
  void action_withoutWhatItWantsAndNotHarmless_stopsTheStartNamingItsFile() {
    assertStopped(
        "change-plan.camel.yaml, line 34: the action change-plan: wanted says nothing",
        "wanted: same-id(.sellingPlanId, $fields.plan_id)",
        "wanted: ''",
        "repeatHarmless: true",
        "repeatHarmless: false");
  }

  @Test
  void action_withoutItsRoute_stopsTheStart() {
    assertStopped(
        "the action change-the-plan: there is no route action-change-the-plan",
        "name: change-plan",
        "name: change-the-plan");
  }

  @Test
  void action_withoutWhatItWantsButHarmless_isAppliedByAnAnswerAndSentAgainWithoutOne()
      throws Exception {
    server = startWith("wanted: same-id(.sellingPlanId, $fields.plan_id)", "wanted: ''");
    String form = form(SmartrrCatalog.EVERY_SEASON.shopifyId());
    server
        .smartrr
        .faults()
        .addNext(1, Fault.of(FaultKind.RESET_BEFORE_EFFECT), RequestMatch.writes());

    HttpResponse<String> answer = server.pressLater("change-plan", form).get();
    assertEquals("accepted", TestServer.json(answer).path("status").asText(), answer.body());
    server.time.advance(Duration.ofSeconds(10));
    Await.until(
        "the end",
        () -> !server.pressLater("change-plan", form).join().body().contains("accepted"));
    HttpResponse<String> again = server.pressLater("change-plan", form).get();
    assertEquals("applied", TestServer.json(again).path("status").asText(), again.body());
    assertEquals(SmartrrCatalog.EVERY_SEASON, plan());
    assertEquals(2, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void changePlan_offeredUnderSmartrrsName_isAppliedOnSmartrrsPath() throws Exception {
    String path =
        "/vendor/customer/"
            + SmartrrPeople.MARA
            + "/purchase-state/"
            + SmartrrPeople.MARA_COFFEE
            + "/selling-plan";
    String plan = SmartrrCatalog.EVERY_SEASON.shopifyId();
    String form = "sellingPlanId=" + TestServer.encoded(plan);
    assertEquals(404, server.putLater(path, form).get().statusCode());
    server = startWith("label: Change plan", "label: Change plan\n        dropIn: selling-plan");

    HttpResponse<String> answer = server.putLater(path, form).get();

    assertEquals(plan, TestServer.json(answer).path("sellingPlanId").asText(), answer.body());
    assertEquals(answer.body(), server.putLater(path, form).get().body());
    assertEquals(1, server.smartrr.requests().count(RequestMatch.writes()));
  }

  @Test
  void action_offeredUnderABulkNameOrOneThatIsTaken_stopsTheStart() {
    assertStopped(
        "dropIn: bulk-skip can't be the end of a path",
        "label: Change plan",
        "label: Change plan\n        dropIn: bulk-skip");
    assertStopped("dropIn: pause is another action's", "dropIn: bulk-skip", "dropIn: pause");
  }

  @Test
  void changePlan_hasItsButtonWithoutAnyOtherEdit() throws Exception {
    String template = server.server.widgetTemplate(server.url(), "acme").toString();

    assertTrue(template.contains(server.url() + "/gorgias/acme/actions/change-plan"), template);
    assertTrue(template.contains("{\"type\":\"card\",\"path\":\"change_plan\""), template);
    Set<String> seen = new HashSet<>();
    for (JsonNode shown : server.widget("mara@example.com").path("subscriptions")) {
      String status = shown.path("status").asText();
      seen.add(status);
      assertEquals(
          status.equals("ACTIVE") || status.equals("PAUSED"),
          shown.path("can").has("change_plan"),
          status);
    }
    assertTrue(seen.containsAll(Set.of("ACTIVE", "PAUSED", "CANCELLED")), seen.toString());
  }

  private void assertStopped(String sentence, String... linesAndChanged) {
    SettingException e = assertThrows(SettingException.class, () -> startWith(linesAndChanged));
    assertTrue(String.valueOf(e.getMessage()).contains(sentence), e.getMessage());
  }

  /** Starts a server whose new action differs in some lines. */
  private TestServer startWith(String... linesAndChanged) throws Exception {
    server.close();
    String text = Files.readString(file);
    for (int i = 0; i < linesAndChanged.length; i += 2) {
      String changed =
          text.replace(" " + linesAndChanged[i] + "\n", " " + linesAndChanged[i + 1] + "\n");
      assertNotEquals(text, changed);
      text = changed;
    }
    Files.writeString(file, text);
    return TestServer.start(
        "camel.main.routes-include-pattern", pattern(),
        "action.answer-within", "2000",
        "action.poll", "20",
        "lookup.timeout", "5000",
        "smartrr.timeout", "2500");
  }

  private String pattern() {
    return "file:routes/**/*.camel.yaml,file:" + file.getParent() + "/*.camel.yaml";
  }

  /** The form that Gorgias would send for the button beside Mara's coffee. */
  private String form(String planId) throws Exception {
    for (JsonNode shown : server.widget("mara@example.com").path("subscriptions")) {
      if (shown.path("id").asText().equals(SmartrrPeople.MARA_COFFEE)) {
        return "subscription_id="
            + SmartrrPeople.MARA_COFFEE
            + "&press_token="
            + shown.path("press_token").asText()
            + "&ticket_id=77&agent=robin%40example.com&plan_id="
            + TestServer.encoded(planId);
      }
    }
    throw new AssertionError("There is no coffee");
  }

  private SmartrrPlan plan() {
    return server.smartrr.world().subscription(SmartrrPeople.MARA_COFFEE).plan();
  }
}
