package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house, in the order in which {@code developing.md} lists them. */
final class HouseTest {
  private static final Path MAIN = Path.of("src/main/java/com/gorgiassmartrr");
  private static final Path SANDBOX = Path.of("src/sandbox/java/com/gorgiassmartrr");
  private static final Path PAGE = Path.of("src/docs/developing.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[a-z]+`(?:, )?)+) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z]+)`");
  private static final Pattern USE =
      Pattern.compile("(?m)^import (?:static )?com\\.gorgiassmartrr\\.([a-z]+)\\.");

  /** A file of a room, and a room that it imports something of. */
  private record Use(Path file, String room, String used) {
    @Override
    public String toString() {
      return room + "/" + file.getFileName() + " uses " + used;
    }
  }

  @Test
  void room_isUsedOnlyByThoseBelowIt() throws IOException {
    List<String> rooms = rooms();
    List<Use> uses = uses();
    assertTrue(uses.size() > 500, uses.size() + " uses were found");
    assertEquals(
        List.of(),
        uses.stream()
            .filter(use -> rooms.indexOf(use.used()) > rooms.indexOf(use.room()))
            .map(Use::toString)
            .toList());
  }

  @Test
  void rooms_stillAreThose() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path folder : List.of(MAIN, SANDBOX)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(Files::isDirectory)
            .map(Path::getFileName)
            .map(Path::toString)
            .forEach(found::add);
      }
    }
    assertEquals(found, new TreeSet<>(rooms()));
  }

  /** What runs in production can be read without the sandbox. */
  @Test
  void sandbox_isUsedOnlyByTheCommandsThatRunIt() throws IOException {
    assertEquals(
        Set.of("ConnectionCommand.java", "SandboxRun.java"),
        uses().stream()
            .filter(use -> use.used().equals("sandbox") && use.file().startsWith(MAIN))
            .map(use -> use.file().getFileName().toString())
            .collect(Collectors.toSet()));
  }

  private static List<String> rooms() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .flatMap(row -> NAME.matcher(row.group(1)).results())
        .map(name -> name.group(1))
        .distinct()
        .toList();
  }

  /** Uses of other rooms; what puts all of it together stands in no room. */
  private static List<Use> uses() throws IOException {
    List<Use> uses = new ArrayList<>();
    for (Path folder : List.of(MAIN, SANDBOX)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
          Path inside = folder.relativize(file);
          String room = inside.getNameCount() == 1 ? "" : inside.getName(0).toString();
          USE.matcher(Files.readString(file))
              .results()
              .map((MatchResult use) -> use.group(1))
              .filter(used -> !room.isEmpty() && !used.equals(room))
              .forEach(used -> uses.add(new Use(file, room, used)));
        }
      }
    }
    return uses;
  }
}
