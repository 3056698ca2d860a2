package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those are told who call while the server stops. */
final class DoorStopTest {
  private static final int CALLERS = 4;

  @Test
  @Timeout(60)
  void presses_whileTheServerStops_areNotToldThatNothingIsThere() throws Exception {
    TestServer server = TestServer.start();
    HttpRequest press =
        server
            .request("/gorgias/acme/actions/skip")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("press_token=forged"))
            .build();
    assertEquals(403, server.send(press).statusCode());
    Set<String> told = toldWhileItStops(server, press);
    assertTrue(told.stream().allMatch(one -> one.matches("(403|429|503) .*")), told.toString());
  }

  @Test
  @Timeout(60)
  void triggers_whileTheServerStops_areServedOrToldThatItDoes() throws Exception {
    TestServer server = TestServer.start();
    HttpRequest trigger = server.get("/gorgias/acme/widget?email=kenji@example.com");
    assertEquals(200, server.send(trigger).statusCode());
    Set<String> told = toldWhileItStops(server, trigger);
    assertTrue(
        told.stream()
            .allMatch(
                one ->
                    one.matches("200 .*(Kenji|Too many requests|stopping; close|busy; close).*")),
        told.toString());
  }

  @Test
  @Timeout(60)
  void strangers_whileTheServerStops_areToldNothingElseThanBefore() throws Exception {
    TestServer server = TestServer.start();
    HttpRequest trigger = server.get("/gorgias/other/widget?email=kenji@example.com");
    Set<String> told = toldWhileItStops(server, trigger);
    assertEquals(Set.of("404 {\"error\":\"There is no such store on this server.\"}"), told);
  }

  private static Set<String> toldWhileItStops(TestServer server, HttpRequest request)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    CountDownLatch calling = new CountDownLatch(CALLERS);
    List<Future<Set<String>>> told = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      told.add(threads.submit(untilNobodyAnswers(server, request, calling)));
    }
    assertTrue(calling.await(30, TimeUnit.SECONDS), "they call before the server begins to stop");
    server.close();
    threads.shutdown();
    Set<String> all = new TreeSet<>();
    for (Future<Set<String>> one : told) {
      all.addAll(one.get());
    }
    return all;
  }

  private static Callable<Set<String>> untilNobodyAnswers(
      TestServer server, HttpRequest request, CountDownLatch calling) {
    return () -> {
      Set<String> told = new TreeSet<>();
      try {
        while (true) {
          HttpResponse<String> answer = server.send(request);
          told.add(answer.statusCode() + " " + answer.body());
          calling.countDown();
        }
      } catch (IOException nobodyAnswers) {
        return told;
      }
    };
  }
}
