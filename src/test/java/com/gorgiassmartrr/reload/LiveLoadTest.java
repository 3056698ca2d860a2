package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.Callers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route files are edited while requests come without a pause. */
final class LiveLoadTest {
  private static final String LOOKUP = "lookup.camel.yaml";
  private static final String DOOR = "Answer Gorgias's trigger with widget data";
  private static final String INNER = "Read the subscriber and shape the widget data";
  private LiveRoutes live;
  private Callers callers;

  @BeforeEach
  void start() throws Exception {
    live = LiveRoutes.start("lookup.fresh", "1ms");
    callers = Callers.start(live.server, 4);
  }

  @AfterEach
  void stop() {
    callers.close();
    live.close();
  }

  @Test
  void edits_goodAndBadByTurns_loseNoRequest() throws Exception {
    String shipped = live.text(LOOKUP);
    for (int version = 1; version <= 8; version++) {
      callers.awaitAnswers();
      save(shipped, version);
      assertEquals("", live.problem());
      if (version % 4 == 0) {
        live.edit(LOOKUP, "ref: widgetShape", "ref: widgetShap");
        live.awaitProblem();
      }
    }
    callers.assertNothingIsLost();
  }

  @Test
  void manyVersions_leaveNothingBehind() throws Exception {
    String shipped = live.text(LOOKUP);
    save(shipped, 0);
    Map<String, Long> mbeans = settled(LiveLoadTest::mbeans);
    int endpoints = settled(() -> live.server.server.context().getEndpoints().size());
    for (int version = 1; version <= 5; version++) {
      save(shipped, version);
    }
    callers.assertNothingIsLost();
    assertComesTo(mbeans, LiveLoadTest::mbeans);
    assertComesTo(endpoints, () -> live.server.server.context().getEndpoints().size());
  }

  @Test
  void oldVersions_areForgotten() throws Exception {
    String shipped = live.text(LOOKUP);
    save(shipped, 0);
    List<WeakReference<Route>> old =
        Stream.of("lookup", "lookup-read")
            .map(id -> new WeakReference<>(live.server.server.context().getRoute(id)))
            .toList();
    for (int version = 1; version <= 3; version++) {
      save(shipped, version);
    }
    Await.until(
        "the old versions to be forgotten",
        Duration.ofSeconds(30),
        () -> {
          System.gc();
          return old.stream().allMatch(version -> version.get() == null);
        });
    callers.assertNothingIsLost();
  }

  @Test
  void steps_areNoServices_whichCamelWouldStopWithTheirOldVersion() {
    Map<String, Processor> steps =
        live.server.server.context().getRegistry().findByTypeWithName(Processor.class);
    assertTrue(steps.containsKey("lookupOnce") && steps.containsKey("pressCheck"), steps::toString);
    assertEquals(
        List.of(),
        steps.entrySet().stream()
            .filter(step -> step.getValue() instanceof Service)
            .map(Map.Entry::getKey)
            .toList());
  }

  /** What something is once it has been the same for a second, or after half a minute. */
  private static <T> T settled(Supplier<T> actual) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    T known = actual.get();
    for (int same = 0; same < 100 && System.nanoTime() < end; same++) {
      LockSupport.parkNanos(10_000_000);
      T now = actual.get();
      same = now.equals(known) ? same : 0;
      known = now;
    }
    return known;
  }

  /** A route is gone before what it began with is. */
  private static <T> void assertComesTo(T expected, Supplier<T> actual) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!expected.equals(actual.get()) && System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
    assertEquals(expected, actual.get());
  }

  private void save(String shipped, int version) throws IOException {
    String said = "Version " + version;
    Files.writeString(live.file(LOOKUP), shipped.replace(DOOR, said).replace(INNER, said));
    live.awaitDescription("lookup", said);
    live.awaitDescription("lookup-read", said);
  }

  /** How many of each type Camel has, but for threads, which come and go. */
  private static Map<String, Long> mbeans() {
    ObjectName all;
    try {
      all = new ObjectName("org.apache.camel:*");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
    return ManagementFactory.getPlatformMBeanServer().queryNames(all, null).stream()
        .map(name -> name.getKeyProperty("type"))
        .filter(type -> !type.equals("threadpools"))
        .collect(Collectors.groupingBy(type -> type, TreeMap::new, Collectors.counting()));
  }
}
