package com.gorgiassmartrr.benchmark;

import com.gorgiassmartrr.FreePort;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasSimulator;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Starts the packaged server as anybody would, in the folder of its checkout. */
final class OurServer {
  /** The file of options with which it is shipped. */
  static final Path OPTIONS = Path.of("target", "app", "java.options");

  static final String JAR = "target/app/gorgias-smartrr.jar";

  /** The one store of a server that was started for one. */
  static final Store ACME =
      new Store(
          "acme",
          URI.create("http://127.0.0.1"),
          new Secret(Request.TOKEN),
          List.of(new Secret(Request.SECRET)),
          null);

  /** The checkout whose package is started. */
  private static volatile Path checkout = Path.of("");

  private OurServer() {}

  /**
   * Has the package of a checkout be started from now on, in its folder, by its routes and its
   * settings.
   *
   * @param folder empty for this one
   */
  static void startFrom(Path folder) {
    if (!Files.exists(folder.resolve(JAR))) {
      throw new IllegalArgumentException("There is no package " + folder.resolve(JAR));
    }
    checkout = folder;
  }

  /** The checkout whose package is started; empty for this one. */
  static Path checkout() {
    return checkout;
  }

  /** Whether there is a file of options in the checkout. */
  static boolean hasOptions() {
    return Files.exists(checkout.resolve(OPTIONS));
  }

  /** How it is started. */
  enum Way {
    /** {@code java -jar}, and what the property {@code benchmark.options} adds, for a profiler. */
    PLAIN,
    /** With the options that it is shipped with, where there are any. */
    SHIPPED;

    List<String> arguments() {
      List<String> arguments = new ArrayList<>();
      if (this == PLAIN) {
        Arrays.stream(System.getProperty("benchmark.options", "").split(" "))
            .filter(option -> !option.isEmpty())
            .forEach(arguments::add);
      } else if (hasOptions()) {
        arguments.add("@" + OPTIONS.toString().replace('\\', '/'));
      }
      arguments.addAll(List.of("-jar", JAR));
      return arguments;
    }
  }

  /** Starts it for one store, named acme. */
  static Child start(String name, Way way, Partner partner) throws IOException {
    return start(name, way.arguments(), partner, List.of(ACME.name()), Map.of());
  }

  /**
   * Starts it for one store, named acme, with an account at Gorgias.
   *
   * @param limitSeconds in how many seconds Gorgias takes as many requests as it takes at once
   */
  static Child startWithGorgias(
      String name,
      Way way,
      Partner partner,
      GorgiasSimulator gorgias,
      String ledger,
      int limitSeconds)
      throws IOException {
    return start(
        name,
        way.arguments(),
        partner,
        List.of(ACME.name()),
        Map.of(
            "LEDGER_URL", ledger,
            "NOTE_WINDOW", limitSeconds + "s",
            "STORE_ACME_GORGIAS_URL", gorgias.url(),
            "STORE_ACME_GORGIAS_USER", gorgias.user(),
            "STORE_ACME_GORGIAS_API_KEY", gorgias.apiKey()));
  }

  /** Starts it for these stores, all of them at one partner. */
  static Child start(
      String name,
      List<String> arguments,
      Partner partner,
      List<String> stores,
      Map<String, String> settings)
      throws IOException {
    int port = FreePort.next();
    Map<String, String> environment = new HashMap<>();
    environment.put("CAMEL_SERVER_HOST", "127.0.0.1");
    environment.put("DOOR_RATE", "1000000");
    environment.put("LOOKUP_FRESH", "1h");
    environment.put("LEDGER_URL", "jdbc:sqlite:" + ledger(name));
    environment.put("STORES", String.join(",", stores));
    for (String store : stores) {
      String prefix = "STORE_" + store.toUpperCase(Locale.ROOT) + "_";
      environment.put(prefix + "SMARTRR_URL", "http://127.0.0.1:" + partner.port());
      environment.put(prefix + "SMARTRR_TOKEN", Request.TOKEN + "-" + store);
      environment.put(prefix + "SECRET", Request.SECRET);
    }
    environment.putAll(settings);
    // Camel takes no variable whose name ends in _PORT: Kubernetes sets such ones for its own use.
    List<String> all =
        new ArrayList<>(
            List.of("-Dcamel.server.port=" + port, "-Dcamel.management.port=" + FreePort.next()));
    all.addAll(arguments);
    return Child.start(name, port, all, environment, checkout);
  }

  /** Each checkout has its own: one version's may be too new for another one. */
  private static Path ledger(String name) throws IOException {
    return Files.createDirectories(checkout.resolve(Child.FOLDER))
        .resolve(name + ".db")
        .toAbsolutePath();
  }

  /** Names of so many stores. */
  static List<String> stores(int count) {
    return IntStream.range(0, count).mapToObj(number -> "store" + number).toList();
  }
}
