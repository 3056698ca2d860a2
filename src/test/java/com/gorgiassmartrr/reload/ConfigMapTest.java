package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.gorgiassmartrr.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The route files come from a ConfigMap of Kubernetes: links to files in a folder that is itself a
 * link, which is turned to another folder when the map changes.
 */
final class ConfigMapTest {
  private static final String READ = "Read the subscriber and shape the widget data";
  private static final String LOOKUP = "lookup.camel.yaml";

  private final Path mount = TestFolder.fresh("mount");

  private void writeVersion(String name, UnaryOperator<String> lookup) throws IOException {
    Path version = Files.createDirectory(mount.resolve(name));
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
        String own = file.getFileName().toString();
        String text = Files.readString(file);
        Files.writeString(version.resolve(own), own.equals(LOOKUP) ? lookup.apply(text) : text);
        Path link = mount.resolve(own);
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of("..data", own));
        }
      }
    }
    Path turned = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
    Files.move(turned, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void map_changes_isInForce() throws Exception {
    writeVersion("..first", text -> text);
    try (LiveRoutes live = LiveRoutes.start(mount)) {
      assertEquals("live", live.server.widget("mara@example.com").path("freshness").asText());

      writeVersion("..second", text -> text.replace(READ, "From the second map"));

      live.awaitDescription("lookup-read", "From the second map");
      live.server.forgetEverything();
      assertEquals("live", live.server.widget("mara@example.com").path("freshness").asText());

      writeVersion("..third", text -> text.replace("ref: subscriberLists", "ref: nobody"));

      assertEquals(true, live.awaitProblem().contains("there is no bean 'nobody'"));
      assertEquals("From the second map", live.description("lookup-read"));
    }
  }
}
