package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route files are edited on a running server. */
final class LiveEditTest {
  private static final String READ = "Read the subscriber and shape the widget data";
  private static final String LOOKUP = "lookup.camel.yaml";

  private LiveRoutes live;

  @BeforeEach
  void start() throws Exception {
    live = LiveRoutes.start();
  }

  @AfterEach
  void stop() {
    live.close();
  }

  private void assertServes() throws Exception {
    live.server.forgetEverything();
    assertEquals("live", live.server.widget("mara@example.com").path("freshness").asText());
  }

  @Test
  void edit_savedInPlace_isInForce() throws Exception {
    live.edit(LOOKUP, READ, "Another description");
    live.awaitDescription("lookup-read", "Another description");
    assertServes();
    assertEquals("", live.problem());
  }

  @Test
  void edit_savedByRename_isInForce() throws Exception {
    Files.writeString(live.file("lookup.tmp"), live.text(LOOKUP).replace(READ, "By rename"));
    Files.move(live.file("lookup.tmp"), live.file(LOOKUP), StandardCopyOption.ATOMIC_MOVE);
    live.awaitDescription("lookup-read", "By rename");
    assertServes();
  }

  @Test
  void edit_withByteOrderMarkAndCarriageReturns_isInForce() throws Exception {
    String text = live.text(LOOKUP).replace(READ, "From elsewhere").replace("\n", "\r\n");
    Files.writeString(live.file(LOOKUP), "\ufeff" + text);
    live.awaitDescription("lookup-read", "From elsewhere");
    assertServes();
  }

  @Test
  void edit_halfWritten_isRefusedAndThenInForce() throws Exception {
    String text = live.text(LOOKUP).replace(READ, "In two parts");
    Files.writeString(live.file(LOOKUP), text.substring(0, text.indexOf("ref: subscriberLists")));
    String problem = live.awaitProblem();
    assertTrue(problem.contains("the last good version stays in force"), problem);
    assertServes();
    Files.writeString(live.file(LOOKUP), text);
    live.awaitDescription("lookup-read", "In two parts");
    assertEquals("", live.problem());
    assertServes();
  }

  @Test
  void edit_underWayAsTheServerStops_endsFirst() throws Exception {
    SlowBean.begun = new CountDownLatch(1);
    SlowBean.mayEnd = new CountDownLatch(1);
    Files.writeString(
        live.file("slow.camel.yaml"),
        """
        - beans:
            - name: slow
              type: %s
        """
            .formatted(SlowBean.class.getName()));
    assertTrue(SlowBean.begun.await(30, TimeUnit.SECONDS), "the edit isn't taken up");

    CompletableFuture<Void> stop = CompletableFuture.runAsync(live.server.server::close);
    assertThrows(TimeoutException.class, () -> stop.get(500, TimeUnit.MILLISECONDS));
    assertTrue(live.server.server.context().isStarted(), "it stops while its routes change");

    SlowBean.mayEnd.countDown();
    stop.get(30, TimeUnit.SECONDS);
    assertTrue(live.server.server.context().isStopped());
  }

  @Test
  void mistake_unknownBean_isToldWithFileAndLineAndServesOn() throws Exception {
    live.edit(LOOKUP, "ref: subscriberLists", "ref: subscriberListz");
    String problem = live.awaitProblem();
    assertTrue(problem.contains("lookup.camel.yaml, line 63"), problem);
    assertTrue(problem.contains("there is no bean 'subscriberListz'"), problem);
    assertServes();
    assertEquals(READ, live.description("lookup-read"));
    String ready =
        live.server.manage(live.server.management("/observe/health/ready").build()).body();
    assertTrue(ready.contains("\"status\": \"UP\"") || ready.contains("\"status\":\"UP\""), ready);
  }

  @Test
  void page_mistakeInOneFile_isToldBesideThatFile() throws Exception {
    live.edit(LOOKUP, "ref: subscriberLists", "ref: nobody");
    live.awaitProblem();
    JsonNode page =
        TestServer.json(live.server.manage(live.server.management("/console/api/routes").build()));
    assertEquals(1, page.path("refused").asInt());
    int mistaken = 0;
    for (JsonNode file : page.path("files")) {
      boolean isMistaken = !file.path("mistake").asText().isEmpty();
      assertEquals(file.path("file").asText().endsWith(LOOKUP), isMistaken, file.toString());
      mistaken += isMistaken ? 1 : 0;
    }
    assertEquals(1, mistaken, page.toString());
    HttpResponse<String> document =
        live.server.manage(live.server.management("/console/routes").build());
    assertEquals(200, document.statusCode());
  }

  @Test
  void mistake_isUndone_healthIsWellAgain() throws Exception {
    String before = live.text(LOOKUP);
    live.edit(LOOKUP, "ref: subscriberLists", "ref: nobody");
    live.awaitProblem();
    Files.writeString(live.file(LOOKUP), before);
    Await.until(
        "health to be well",
        Duration.ofSeconds(30),
        () -> {
          try {
            return live.problem().isEmpty();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Nothing that is wrong with it can be seen before it is begun. */
  @Test
  void set_withARouteThatDoesntStart_isTakenBackAsAWhole() throws Exception {
    Files.writeString(
        live.file("own.camel.yaml"),
        """
        - route:
            id: own
            from:
              uri: never-starting:own
              steps:
                - process:
                    ref: ownBean
        - beans:
            - name: ownBean
              type: org.apache.camel.processor.StopProcessor
        """);
    live.edit(LOOKUP, READ, "Another description");
    live.edit("error-policy.camel.yaml", "description: Status 500 and above", "description: 5xx");

    String problem = live.awaitProblem();

    assertTrue(problem.contains("this can't be started"), problem);
    assertTrue(problem.contains("its port is taken"), problem);
    live.awaitSettled();
    assertEquals(READ, live.description("lookup-read"));
    assertEquals(null, live.server.server.context().getRoute("own"));
    assertEquals(null, live.server.server.context().getRegistry().lookupByName("ownBean"));
    assertServes();

    Files.delete(live.file("own.camel.yaml"));
    live.awaitDescription("lookup-read", "Another description");
    assertEquals("", live.problem());
    assertServes();
  }

  @Test
  void scheduledRoute_edited_isReplaced() throws Exception {
    live.edit("press.camel.yaml", "Take up the presses that are due", "A slower clock");
    live.awaitDescription("press-due", "A slower clock");
    assertServes();
  }

  @Test
  void policy_edited_routesThatNameItAreReplaced() throws Exception {
    Route before = live.server.server.context().getRoute("smartrr-read");
    live.edit("error-policy.camel.yaml", "description: Status 500 and above", "description: 5xx");
    Await.until(
        "the route to be made anew",
        Duration.ofSeconds(30),
        () -> {
          Route now = live.server.server.context().getRoute("smartrr-read");
          return now != null && now != before;
        });
    live.awaitSettled();
    assertServes();
  }

  @Test
  void actionFile_added_isAnAction() throws Exception {
    Files.writeString(
        live.file("actions/skip-too.camel.yaml"),
        live.text("actions/skip.camel.yaml")
            .replace("action-skip", "action-skip-too")
            .replace("id: skip-", "id: skip-too-")
            .replace("- name: skip\n", "- name: skip-too\n")
            .replace("        dropIn: skip\n", ""));
    awaitAction("skip-too", 403);
    Files.delete(live.file("actions/skip-too.camel.yaml"));
    awaitAction("skip-too", 404);
    live.awaitSettled();
    Await.until(
        "the route to go",
        Duration.ofSeconds(30),
        () -> live.server.server.context().getRoute("action-skip-too") == null);
    assertEquals("", live.problem());
  }

  /** Whether it is told without a genuine token depends on the door, so a page is asked. */
  private void awaitAction(String name, int status) {
    Await.until(
        "the action " + name + " to be answered with " + status,
        Duration.ofSeconds(30),
        () -> {
          try {
            String about =
                live.server.manage(live.server.management("/console/api/about").build()).body();
            return about.contains("\"" + name + "\"") == (status != 404);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void file_renamed_nothingIsReplaced() throws Exception {
    Route before = live.server.server.context().getRoute("lookup-read");
    Files.move(live.file(LOOKUP), live.file("questions.camel.yaml"));
    live.edit("press.camel.yaml", "Take a press in, and answer its agent", "After the rename");
    live.awaitDescription("press", "After the rename");
    assertTrue(before == live.server.server.context().getRoute("lookup-read"));
    assertServes();
    assertFalse(TestServer.json(live.server.health()).isEmpty());
  }
}
