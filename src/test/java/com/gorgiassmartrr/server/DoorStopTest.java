package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those are told who call while the server stops. */
final class DoorStopTest {
  private static final int CALLERS = 4;

  @Test
  @Timeout(60)
  void callers_whileTheServerStops_areNotToldThatNothingIsThere() throws Exception {
    TestServer server = TestServer.start();
    HttpRequest press =
        server
            .request("/gorgias/acme/actions/skip")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("press_token=forged"))
            .build();
    assertEquals(403, server.send(press).statusCode());
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    List<Future<Set<Integer>>> told = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      told.add(threads.submit(untilNobodyAnswers(server, press)));
    }
    server.close();
    threads.shutdown();
    Set<Integer> all = new TreeSet<>();
    for (Future<Set<Integer>> one : told) {
      all.addAll(one.get());
    }
    all.removeAll(Set.of(403, 429, 503));
    assertTrue(all.isEmpty(), "told " + all);
  }

  private static Callable<Set<Integer>> untilNobodyAnswers(TestServer server, HttpRequest press) {
    return () -> {
      Set<Integer> told = new TreeSet<>();
      try {
        while (true) {
          told.add(server.send(press).statusCode());
        }
      } catch (IOException nobodyAnswers) {
        return told;
      }
    };
  }
}
