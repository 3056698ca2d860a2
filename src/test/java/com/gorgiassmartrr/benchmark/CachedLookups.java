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
    try (Partner partner = new Partner();
        Child plain = OurServer.start("cached-plain", Way.PLAIN, partner);
        Child shipped = OurServer.start("cached-shipped", Way.SHIPPED, partner)) {
      byte[] request = Request.lookup("acme", EMAIL);
      Server ours = new Server(plain, request, answerOf(plain, request));
      Server asShipped = new Server(shipped, request, answerOf(shipped, request));
      Path file = Child.FOLDER.resolve("answer.json");
      Files.write(file, ours.answer);
      try (Child bare = startBare(file)) {
        Server peer = new Server(bare.awaitPort(), request, ours.answer);
        List<Server> all = List.of(peer, ours, asShipped);
        for (Server server : all) {
          server.round(sizes.warmUpSeconds());
        }
        all.forEach(Server::forget);
        for (int round = 0; round < sizes.rounds(); round++) {
          for (Server server : all) {
            server.round(sizes.roundSeconds());
          }
        }
        add(table, "", ours, peer);
        add(table, ", shipped start", asShipped, peer);
      }
    }
  }

  /** What is answered from the cache, which the first answer only fills. */
  private static byte[] answerOf(Child server, byte[] request) throws Exception {
    try (Caller caller = new Caller(server.awaitPort().port())) {
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
