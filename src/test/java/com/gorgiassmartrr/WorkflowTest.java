package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The workflow of {@code .github} does what {@code .ci/run} does, with no more than it needs. */
final class WorkflowTest {
  private static final Path SCRIPT = Path.of(".ci/run");
  private static final Path WORKFLOW = Path.of(".github/workflows/verify.yaml");
  private static final Path UPDATES = Path.of(".github/dependabot.yml");

  /** An action, named by a commit, and behind it the version that this commit is. */
  private static final Pattern PINNED =
      Pattern.compile("[a-z-]+/[a-z-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  @Test
  void workflow_runsTheScriptAndNothingElse() throws IOException {
    List<String> commands =
        list(jobs().get("verify"), "steps").stream()
            .map(step -> map(step).get("run"))
            .filter(Objects::nonNull)
            .map(Object::toString)
            .toList();

    assertEquals(Set.of("verify"), jobs().keySet());
    assertEquals(List.of(SCRIPT.toString()), commands);
    assertTrue(Files.isExecutable(SCRIPT), "the script can't be run");
  }

  @Test
  void workflow_mayReadTheSourcesOnly() throws IOException {
    assertEquals(Map.of(), yaml(WORKFLOW).get("permissions"));
    assertEquals(Map.of("contents", "read"), map(jobs().get("verify")).get("permissions"));
  }

  @Test
  void actions_areNamedByCommitAndVersion() throws IOException {
    List<String> actions =
        Files.readAllLines(WORKFLOW).stream()
            .filter(line -> line.contains("uses: "))
            .map(line -> line.substring(line.indexOf("uses: ") + "uses: ".length()))
            .toList();

    assertEquals(
        List.of(), actions.stream().filter(action -> !PINNED.matcher(action).matches()).toList());
    assertTrue(actions.size() > 1, "Only " + actions.size() + " actions were found");
  }

  @Test
  void updates_ofCamel_areLeftToPeople() throws IOException {
    Set<String> kinds = new TreeSet<>();
    Set<String> leftOut = new TreeSet<>();
    for (Object update : list(yaml(UPDATES), "updates")) {
      kinds.add(text(update, "package-ecosystem"));
      if (text(update, "package-ecosystem").equals("maven")) {
        list(update, "ignore").stream()
            .filter(rule -> list(rule, "update-types").contains("version-update:semver-patch"))
            .forEach(rule -> leftOut.add(text(rule, "dependency-name")));
      }
    }

    assertEquals(Set.of("docker", "github-actions", "maven"), kinds);
    assertTrue(leftOut.contains("org.apache.camel:*"), leftOut::toString);
  }

  private static Map<?, ?> jobs() throws IOException {
    return map(yaml(WORKFLOW).get("jobs"));
  }

  private static Map<?, ?> yaml(Path file) throws IOException {
    return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return assertInstanceOf(Map.class, value);
  }

  private static String text(@Nullable Object value, String key) {
    return String.valueOf(map(value).get(key));
  }

  private static List<?> list(@Nullable Object value, String key) {
    return assertInstanceOf(List.class, map(value).get(key), key);
  }
}
