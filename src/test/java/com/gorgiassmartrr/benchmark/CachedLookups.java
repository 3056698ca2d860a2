package com.gorgiassmartrr.benchmark;

import static com.gorgiassmartrr.benchmark.Table.median;
import static com.gorgiassmartrr.benchmark.Table.number;

import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.benchmark.Load.Kind;
import com.gorgiassmartrr.benchmark.OurServer.Way;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Cached look-ups as fast as they are answered, beside a bare Vert.x server that gives the same
 * bytes: the same load on the same number of connections, by turns.
 */
final class CachedLookups {
  private static final int CONNECTIONS = 32;
  private static final double GOAL = 0.5;
  private static final String EMAIL = "mara@example.com";

  private final Sizes sizes;

  CachedLookups(Sizes sizes) {
    this.sizes = sizes;
  }

  void measure(Table table) throws Exception {
    measure(Map.of(Path.of(""), table));
  }

  /** Measures the packages of these checkouts, round after round by turns, each for its table. */
  void measure(Map<Path, Table> tables) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try (Partner partner = new Partner()) {
      for (Map.Entry<Path, Table> each : tables.entrySet()) {
        OurServer.startFrom(each.getKey());
        pairs.add(new Pair(pairs.size(), partner, each.getValue()));
      }
      measure(pairs);
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  private void measure(List<Pair> pairs) throws Exception {
    byte[] answer = pairs.get(0).plain.answer;
    Path file = Child.FOLDER.resolve("answer.json");
    Files.write(file, answer);
    try (Child bare = startBare(file)) {
      Server peer = new Server(bare.awaitAnswer(), pairs.get(0).plain.request, answer);
      List<Server> all = new ArrayList<>(List.of(peer));
      pairs.forEach(pair -> all.addAll(List.of(pair.plain, pair.shipped)));
      for (Server server : all) {
        server.round(sizes.warmUpSeconds());
      }
      all.forEach(Server::forget);
      for (int round = 0; round < sizes.rounds(); round++) {
        for (Server server : all) {
          server.round(sizes.roundSeconds());
        }
      }
      for (Pair pair : pairs) {
        add(pair.table, "", pair.plain, peer);
        add(pair.table, ", shipped start", pair.shipped, peer);
      }
    }
  }

  /** What is answered from the cache, which the first answer only fills. */
  private static byte[] answerOf(Child server, byte[] request) throws Exception {
    try (Caller caller = new Caller(server.awaitAnswer().port())) {
      caller.time(request, "\"live\"");
      caller.time(request, "\"cached\"");
      return caller.ask(request).body();
    }
  }

  private static Child startBare(Path file) throws IOException {
    int port = FreePort.next();
    return Child.start(
        "bare-vertx",
        port,
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            Integer.toString(port),
            file.toString()),
        Map.of());
  }

  private static void add(Table table, String how, Server ours, Server peer) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.rates.size(); round++) {
      ratios.add(ours.rates.get(round) / peer.rates.get(round));
    }
    double ratio = median(ratios);
    table.add(
        "cached look-ups a second" + how,
        number(median(ours.rates)),
        "bare Vert.x " + number(median(peer.rates)),
        number(ratio),
        "ratio >= " + GOAL,
        ratio >= GOAL);
    table.add(
        "- their p50 and p99, " + CONNECTIONS + " connections",
        number(median(ours.p50)) + " and " + number(median(ours.p99)) + " ms",
        "bare Vert.x " + number(median(peer.p50)) + " and " + number(median(peer.p99)) + " ms",
        number(median(ours.p50) / median(peer.p50)));
    table.add(
        "- processor time for each",
        number(median(ours.micros)) + " us",
        "bare Vert.x " + number(median(peer.micros)) + " us",
        number(median(ours.micros) / median(peer.micros)));
    table.add(
        "- of a core that the load itself took; near 1 it is what limits",
        number(median(ours.loads)),
        "bare Vert.x " + number(median(peer.loads)),
        "");
  }

  /** The servers of one package, started in both ways. */
  private static final class Pair implements AutoCloseable {
    final Server plain;
    final Server shipped;
    final Table table;

    Pair(int number, Partner partner, Table table) throws Exception {
      plain = start("cached-plain" + number, Way.PLAIN, partner);
      shipped = start("cached-shipped" + number, Way.SHIPPED, partner);
      this.table = table;
    }

    private static Server start(String name, Way way, Partner partner) throws Exception {
      Child child = OurServer.start(name, way, partner);
      byte[] request = Request.lookup("acme", EMAIL);
      return new Server(child, request, answerOf(child, request));
    }

    @Override
    public void close() {
      plain.child.close();
      shipped.child.close();
    }
  }

  /** A server under load, and what its rounds brought. */
  private static final class Server {
    final Child child;
    final byte[] request;
    final byte[] answer;
    final List<Double> rates = new ArrayList<>();
    final List<Double> p50 = new ArrayList<>();
    final List<Double> p99 = new ArrayList<>();
    final List<Double> micros = new ArrayList<>();
    final List<Double> loads = new ArrayList<>();

    Server(Child child, byte[] request, byte[] answer) {
      this.child = child;
      this.request = request;
      this.answer = answer;
    }

    void round(double seconds) throws IOException {
      Kind kind = Kind.of(got -> got.hasBody(answer));
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long began = System.nanoTime();
      long load = threads.getCurrentThreadCpuTime();
      long before = child.processorNanos();
      try (Load callers = new Load(child.port(), CONNECTIONS)) {
        rates.add(callers.asFastAsItGoes(() -> request, kind, seconds));
      }
      long took = child.processorNanos() - before;
      loads.add((double) (threads.getCurrentThreadCpuTime() - load) / (System.nanoTime() - began));
      kind.requireRight();
      p50.add(kind.samples().median());
      p99.add(kind.samples().millis(0.99));
      micros.add((double) TimeUnit.NANOSECONDS.toMicros(took) / kind.samples().size());
    }

    void forget() {
      List.of(rates, p50, p99, micros, loads).forEach(List::clear);
    }
  }
}
