package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.Await;
import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Route;

/** A server whose route files are a copy of the shipped ones, to be edited while it runs. */
final class LiveRoutes implements AutoCloseable {
  /** Longer than a change may take, for a machine that others use, too. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Path folder;
  final TestServer server;

  private LiveRoutes(Path folder, TestServer server) {
    this.folder = folder;
    this.server = server;
  }

  static LiveRoutes start(String... keysAndValues) throws Exception {
    return start(copy(TestFolder.fresh("routes")), keysAndValues);
  }

  /** Starts a server with the route files of a folder. */
  static LiveRoutes start(Path folder, String... keysAndValues) throws Exception {
    List<String> settings =
        Stream.concat(
                Stream.of(
                    "camel.main.routes-include-pattern", "file:" + folder + "/**/*.camel.yaml"),
                Stream.of(keysAndValues))
            .toList();
    return new LiveRoutes(folder, TestServer.startUnhurried(settings.toArray(String[]::new)));
  }

  /** Copies the shipped files into a folder. */
  static Path copy(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve(Path.of("routes").relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  String text(String name) throws IOException {
    return Files.readString(file(name));
  }

  /** Saves a file in place, with one text in the place of another. */
  void edit(String name, String before, String after) throws IOException {
    String text = text(name);
    assertTrue(text.contains(before), name + " doesn't say: " + before);
    Files.writeString(file(name), text.replace(before, after));
  }

  /** Waits until a route has a description, under its own id and alone. */
  void awaitDescription(String route, String description) {
    Await.until(
        "the route " + route + " to say: " + description,
        PATIENCE,
        () -> description.equals(description(route)));
    awaitSettled();
  }

  String description(String id) {
    Route route = server.server.context().getRoute(id);
    return route == null ? "" : String.valueOf(route.getDescription());
  }

  /** Waits until no route has two versions. */
  void awaitSettled() {
    Await.until("every route to have one version", PATIENCE, () -> standIns().isEmpty());
  }

  List<String> standIns() {
    return server.server.context().getRoutes().stream()
        .map(Route::getId)
        .filter(id -> id.contains("~"))
        .toList();
  }

  /** What health says of the route files; empty where they are well. */
  String problem() throws Exception {
    String health = server.health().body();
    return health.contains("\"route-files\"") ? health : "";
  }

  /** Waits until health says that an edit was refused. */
  String awaitProblem() {
    return Await.value(
        "health to tell the mistake",
        PATIENCE,
        () -> {
          try {
            String problem = problem();
            return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Override
  public void close() {
    server.close();
  }
}
