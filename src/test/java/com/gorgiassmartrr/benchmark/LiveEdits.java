package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.megabytes;
import static com.gorgiassmartrr.benchmark.Table.millis;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.Load.Shot;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * Route files that are saved while look-ups come at a set rate, good ones and bad ones by turns: no
 * answer is lost, none is late, and nothing is left of the versions that were replaced.
 */
final class LiveEdits {
  private static final int A_SECOND = 1000;

  /** One in so many look-ups has to ask Smartrr. */
  private static final int COLD_OF = 20;

  /** So many that none is asked for again while its answer is fresh, and few to keep. */
  private static final int SUBSCRIBERS = 200;

  private static final String FRESH = "1s";
  private static final int CONNECTIONS = 16;
  private static final int ROUNDS = 5;
  private static final double GOAL_LATER = 1.2;
  private static final double GOAL_MORE = 1.05;
  private static final String LOOKUP = "lookup.camel.yaml";
  private static final String DOOR = "Answer Gorgias's trigger with widget data";
  private static final String READ = "Read the subscriber and shape the widget data";
  private static final String BEAN = "ref: widgetShape";

  private final int savesOfARound;
  private int version;
  private int asked;

  LiveEdits(Sizes sizes) {
    this.savesOfARound = sizes.edits() / ROUNDS;
  }

  /** What a process holds of code and data, after a full collection. */
  private record Left(double heapMegabytes, int classes, int beans) {
    /** The only process that is connected to is one that was started here. */
    @SuppressWarnings("BanJNDI")
    static Left by(Child server) throws Exception {
      VirtualMachine machine = attached(server.pid());
      try (JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
        var connection = connector.getMBeanServerConnection();
        ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class).gc();
        int classes =
            ManagementFactory.getPlatformMXBean(connection, ClassLoadingMXBean.class)
                .getLoadedClassCount();
        return new Left(Held.by(server.pid()).heapMegabytes(), classes, connection.getMBeanCount());
      } finally {
        machine.detach();
      }
    }

    private static VirtualMachine attached(long pid) throws IOException {
      try {
        return VirtualMachine.attach(Long.toString(pid));
      } catch (AttachNotSupportedException e) {
        throw new IOException("The server can't be looked into", e);
      }
    }
  }

  void measure(Table table) throws Exception {
    Path routes = copyOfRoutes();
    Path file = routes.resolve(LOOKUP);
    String shipped = Files.readString(file);
    try (Partner partner = new Partner();
        Child server = start(routes, partner)) {
      server.awaitAnswer();
      Kind warm = right();
      round(server, warm, null);
      save(server, file, shipped);
      round(server, warm, null);
      Left before = Left.by(server);
      Kind without = right();
      Kind with = right();
      for (int i = 0; i < ROUNDS; i++) {
        round(server, without, null);
        round(server, with, () -> save(server, file, shipped));
      }
      Left after = Left.by(server);
      add(table, without, with);
      add(table, before, after);
    }
  }

  private static Kind right() {
    return new Kind(LiveEdits::isRight, new Samples(), new Samples());
  }

  /** What is lost is told, as a count alone says nothing of why. */
  private static boolean isRight(Answer answer) {
    boolean isRight = answer.status() == 200 && answer.text().contains("\"subscriptions\"");
    if (!isRight) {
      System.err.println("Lost: " + answer.status() + " " + answer.text());
    }
    return isRight;
  }

  private static Path copyOfRoutes() throws IOException {
    Path from = OurServer.checkout().resolve("routes");
    Path to = Child.FOLDER.resolve("routes").toAbsolutePath();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  private static Child start(Path routes, Partner partner) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-Dcamel.main.routes-include-pattern=file:" + routes + "/**/*.camel.yaml"));
    arguments.addAll(Way.SHIPPED.arguments());
    return OurServer.start(
        "edits", arguments, partner, List.of(OurServer.ACME.name()), Map.of("LOOKUP_FRESH", FRESH));
  }

  /** A second of look-ups for each save; what is saved is in force, or refused, within it. */
  private void round(Child server, Kind kind, @Nullable Runnable save) throws Exception {
    long gap = TimeUnit.SECONDS.toNanos(1) / A_SECOND;
    List<Shot> shots = new ArrayList<>();
    for (int i = 0; i < savesOfARound * A_SECOND; i++) {
      shots.add(new Shot(i * gap, Request.lookup("acme", nextEmail()), kind));
    }
    CompletableFuture<Void> saving =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; save != null && i < savesOfARound; i++) {
                save.run();
              }
            });
    try (Load load = new Load(server.port(), CONNECTIONS)) {
      load.atSetTimes(shots);
    }
    saving.get(2, TimeUnit.MINUTES);
  }

  private String nextEmail() {
    asked++;
    return asked % COLD_OF == 0
        ? "ann" + asked / COLD_OF % SUBSCRIBERS + "@example.com"
        : "mara@example.com";
  }

  /**
   * Saves the next version, every other one with a mistake, and waits until the log tells of it.
   */
  private void save(Child server, Path file, String shipped) {
    try {
      version++;
      boolean isBad = version % 2 == 0;
      String sentence = isBad ? "stays in force" : "in force.";
      long told = told(server, sentence);
      String said = shipped.replace(DOOR, "Door " + version).replace(READ, "Read " + version);
      Files.writeString(file, isBad ? said.replace(BEAN, BEAN + version) : said);
      long began = System.nanoTime();
      while (told(server, sentence) == told) {
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(30)) {
          throw new IllegalStateException("The log doesn't tell of version " + version);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long told(Child server, String sentence) throws IOException {
    return server.log().lines().filter(line -> line.contains(sentence)).count();
  }

  private void add(Table table, Kind without, Kind with) {
    int lost = with.wrong().size();
    table.add(
        "look-ups lost of "
            + number(with.samples().size() + lost)
            + ", route files saved "
            + savesOfARound * ROUNDS
            + " times",
        Integer.toString(lost),
        "without saves " + without.wrong().size(),
        "",
        "0",
        lost == 0);
    double later = with.samples().millis(0.99) / without.samples().millis(0.99);
    table.add(
        "- their p99, " + A_SECOND + " look-ups a second",
        millis(with.samples().millis(0.99)),
        "without saves " + millis(without.samples().millis(0.99)),
        number(later),
        "ratio <= " + GOAL_LATER,
        later <= GOAL_LATER);
    table.add(
        "- their median and longest",
        number(with.samples().median()) + " and " + millis(with.samples().max()),
        "without saves "
            + number(without.samples().median())
            + " and "
            + millis(without.samples().max()),
        "");
  }

  private static void add(Table table, Left before, Left after) {
    addLeft(
        table,
        "- heap in use after them",
        megabytes(after.heapMegabytes()),
        megabytes(before.heapMegabytes()),
        after.heapMegabytes() / before.heapMegabytes());
    addLeft(
        table,
        "- classes after them",
        number(after.classes()),
        number(before.classes()),
        (double) after.classes() / before.classes());
    addLeft(
        table,
        "- MBeans after them",
        number(after.beans()),
        number(before.beans()),
        (double) after.beans() / before.beans());
  }

  private static void addLeft(Table table, String row, String after, String before, double ratio) {
    table.add(
        row, after, "before " + before, number(ratio), "ratio <= " + GOAL_MORE, ratio <= GOAL_MORE);
  }
}
