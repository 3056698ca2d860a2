package com.gorgiassmartrr.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.page.BrowserTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of somebody who has never seen this: starts the program, connects the store with
 * what it prints, opens a ticket and presses a button. Without a browser it is skipped, but for
 * where the environment sets {@code CI}: there it fails.
 */
@Timeout(240)
final class NewcomerBrowserTest extends BrowserTest {
  private static final String WORK = "document.getElementById('work').textContent";
  private static final String TITLE = "document.getElementById('work-title')?.textContent";

  /** The cards of the subscriptions, in their order. */
  private static final String CARDS = "[...document.querySelectorAll('#sidebar .list > .card-1')]";

  private static final String THIRD =
      "[..." + CARDS + "[2].querySelectorAll('.field')].map((one) => one.textContent).join('|')";

  private Path folder;
  private int port;
  private int managementPort;
  private Program program;

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    port = FreePort.next();
    managementPort = FreePort.next();
    startProgram();
    browser.size(1400, 900, false);
  }

  private void startProgram() throws IOException {
    program =
        Program.start(
            Map.of(
                "SANDBOX_CONNECT", "false", "SANDBOX_FOLDER", folder.resolve("sandbox").toString()),
            port,
            managementPort);
    program.awaitLine("Smartrr token");
  }

  @AfterEach
  void stop() {
    browser.leave();
    program.process().destroyForcibly().onExit().join();
  }

  @Test
  void newcomer_connectsTheSandboxOnThePage_pressesAButtonAndFindsTheNote(@TempDir Path folder)
      throws Exception {
    String look = program.awaitLine("Look: +(\\S+)").group(1);
    String operate = program.awaitLine("Operate: +(\\S+)").group(1);

    // The console begins where there is something to do.
    browser.open(operate);
    browser.await("the form", id("submit"));
    assertEquals("/console/connect", browser.text("location.pathname"));
    assertEquals("sandbox", browser.text(id("field-store") + ".value"));
    fillAll();
    browser.key("Enter");
    browser.await("the end", TITLE + " === 'sandbox is connected'");
    browser.screenshot("newcomer-1-connected");
    browser.await(
        "the store", "document.getElementById('stores').textContent.includes('connected')");
    assertEquals(
        "",
        browser.text(
            "[...document.querySelectorAll('input[type=password]')].map((one) => one.value).join('')"));

    // The link into the helpdesk leads there.
    String ticket = browser.text("document.querySelector('#after a').href");
    browser.open(ticket);
    browser.await("the helpdesk", "document.querySelectorAll('[href^=\"#ticket=\"]').length > 0");
    assertEquals(look, browser.text("location.origin + location.pathname"));

    browser.open(look + "#ticket=" + ticketOf("dozen@example.com"));
    browser.await(
        "the widget",
        "document.getElementById('sidebar').textContent.includes('dozen@example.com') && "
            + CARDS
            + ".length > 2");
    String before = browser.text(THIRD);
    List<String> others = others();
    browser.screenshot("newcomer-2-widget");

    browser.click(
        "[..."
            + CARDS
            + "[2].querySelectorAll('button')].find((one) => one.textContent === 'Skip next order')");

    browser.await("the note", "document.querySelectorAll('.message-note').length === 1");
    browser.await("the new date", THIRD + " !== " + quoted(before));
    String note = browser.text("document.querySelector('.message-note').textContent");
    assertTrue(note.contains("Skipped the order of"), note);
    assertEquals(others, others(), "the other subscriptions are as they were");
    browser.screenshot("newcomer-3-noted");
    assertEquals(List.of(), browser.problems());
    assertFalse(program.printed().contains(" ERROR "), program.printed());
  }

  @Test
  void program_killedWhileItConnects_isSaidInASentence() throws Exception {
    browser.open(program.awaitLine("Operate: +(\\S+)").group(1));
    browser.await("the form", id("submit"));
    switchOn("gorgias-slow");
    fillAll();
    browser.key("Enter");
    browser.await("the settings", WORK + ".includes('settings are kept')");
    assertTrue(browser.evaluate(TITLE + " === 'Connecting sandbox'").asBoolean());

    program.process().destroyForcibly().onExit().join();
    browser.await("a word about it", "!document.getElementById('connection').hidden");
    startProgram();

    browser.await("the sentence", WORK + ".includes('The server was restarted meanwhile')");
    browser.screenshot("newcomer-restarted");
    assertEquals("null", browser.text(id("submit") + ".getAttribute('aria-disabled')"));
  }

  private void switchOn(String fault) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/sandbox/api/switches/" + fault))
                    .header("content-type", "application/json")
                    .header("x-sandbox", "1")
                    .POST(BodyPublishers.ofString("{\"on\":true}"))
                    .build(),
                BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private void fillAll() {
    fill("gorgias_domain", "Gorgias domain");
    fill("gorgias_user", "Gorgias user");
    fill("gorgias_api_key", "Gorgias API key");
    fill("smartrr_token", "Smartrr token");
  }

  /** Types what the program has printed, as it stands there. */
  private void fill(String field, String printed) {
    browser.click(id("field-" + field));
    browser.type(program.awaitLine(printed + " +(\\S+)").group(1));
  }

  private static long ticketOf(String email) {
    JsonNode tickets =
        browser.evaluate("fetch('/sandbox/api/tickets').then((answer) => answer.json())");
    for (JsonNode ticket : tickets.path("tickets")) {
      if (ticket.path("customer_email").asText().equals(email)) {
        return ticket.path("id").asLong();
      }
    }
    throw new AssertionError(email + " has no ticket");
  }

  /** What is shown of the subscriptions but for the third one. */
  private static List<String> others() {
    String all =
        browser.text(
            CARDS
                + ".filter((card, index) => index !== 2)"
                + ".map((card) => [...card.querySelectorAll('.field')]"
                + ".map((one) => one.textContent).join('|')).join('\\n')");
    return all.lines().toList();
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static String id(String id) {
    return "document.getElementById('" + id + "')";
  }
}
