package com.gorgiassmartrr.route;

import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.file.UnreadableFile;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.AntPathMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The route files that the settings name, each once.
 *
 * <p>Links are followed, to files and to folders, and what begins with a dot is passed over: a
 * folder that Kubernetes mounts holds its files below a folder such as {@code ..2026_01_01}, and
 * links to them. Camel's own search doesn't follow links to folders. Patterns of anything but files
 * are Camel's.
 */
public final class RouteFiles extends DefaultRoutesCollector {
  /** The setting that says which files are loaded: patterns, comma separated. */
  public static final String SETTING = "camel.main.routes-include-pattern";

  private static final String EXCLUDED = "camel.main.routes-exclude-pattern";
  private static final String FILE = "file:";
  private static final String OPTIONAL = "?optional=true";
  private static final long MEGABYTE = 1_000_000;
  private static final long LARGEST = MEGABYTE;

  /** So long after its last change a file says the same as long as its time is the same. */
  private static final Duration TOLD_APART = Duration.ofSeconds(2);

  private final Map<String, Resource> found = new TreeMap<>();
  private Map<Path, Known> known = new HashMap<>();
  private Map<Path, Known> knownBefore = Map.of();

  /**
   * A file as it was read.
   *
   * @param isSettled whether its last change was so long before that a further one has another time
   */
  private record Known(
      Object key, FileTime changed, long size, boolean isSettled, Path place, Resource file) {
    /** Whether the file needn't be read again to know what it says. */
    boolean saysTheSame(BasicFileAttributes now) {
      return isSettled
          && size == now.size()
          && changed.equals(now.lastModifiedTime())
          && key.equals(now.fileKey());
    }
  }

  /** The files that were found so far. */
  public Collection<Resource> found() {
    return List.copyOf(found.values());
  }

  /**
   * The files that the settings name, in the order of their names.
   *
   * @throws SettingException when there is none, one can't be read, or two have one name
   */
  public List<Resource> find(CamelContext context, Settings settings) {
    List<Resource> files = all(context, settings);
    RouteNames.mistakes(files.stream().map(RouteOutline::of).toList()).stream()
        .findFirst()
        .ifPresent(
            mistake -> {
              throw new SettingException(mistake);
            });
    return files;
  }

  /**
   * What the files say that the settings name, by where they are; a location is as {@link #find}
   * tells it, such as {@code file:routes/press.camel.yaml}.
   *
   * @throws SettingException when there is none, or one can't be read
   */
  public SortedMap<String, String> texts(CamelContext context, Settings settings) {
    return texts(all(context, settings));
  }

  /** What files say, by where they are. */
  public static SortedMap<String, String> texts(Collection<Resource> files) {
    SortedMap<String, String> texts = new TreeMap<>();
    files.forEach(file -> texts.put(file.getLocation(), RouteOutline.text(file)));
    return texts;
  }

  /** The name of a file at a location, as people write it. */
  public static String name(String location) {
    return RouteOutline.name(location);
  }

  /**
   * The files that the settings name, whatever they hold.
   *
   * @throws SettingException when there is none, or one can't be read
   */
  List<Resource> all(CamelContext context, Settings settings) {
    Collection<Resource> files =
        findRouteResourcesFromDirectory(
            context, settings.find(EXCLUDED).orElse(null), settings.get(SETTING));
    if (files.isEmpty()) {
      throw new SettingException(
          "There are no route files: "
              + SETTING
              + " is "
              + settings.get(SETTING)
              + ", and nothing is there. Start the server in the folder that holds routes and"
              + " application.properties (this one is "
              + Path.of("").toAbsolutePath()
              + ").");
    }
    return files.stream().sorted(Comparator.comparing(Resource::getLocation)).toList();
  }

  @Override
  public Collection<Resource> findRouteResourcesFromDirectory(
      CamelContext context, @Nullable String excluded, @Nullable String included) {
    List<Resource> files = new ArrayList<>();
    if (included == null || included.equals("false")) {
      return files;
    }
    Set<Path> taken = new HashSet<>();
    knownBefore = known;
    known = new HashMap<>();
    for (String pattern : included.split(",")) {
      String trimmed = pattern.trim();
      if (trimmed.endsWith(OPTIONAL)) {
        trimmed = trimmed.substring(0, trimmed.length() - OPTIONAL.length());
      }
      if (trimmed.startsWith(FILE) && AntPathMatcher.INSTANCE.isPattern(trimmed)) {
        for (Path file : matching(trimmed.substring(FILE.length()))) {
          take(file, excluded, taken, files);
        }
      } else if (trimmed.startsWith(FILE)
          && Files.isRegularFile(Path.of(trimmed.substring(FILE.length())))) {
        take(Path.of(trimmed.substring(FILE.length())), excluded, taken, files);
      } else {
        files.addAll(super.findRouteResourcesFromDirectory(context, excluded, trimmed));
      }
    }
    files.forEach(file -> found.put(file.getLocation(), file));
    return files;
  }

  private void take(Path file, @Nullable String excluded, Set<Path> taken, List<Resource> files) {
    String location = FILE + file.toString().replace('\\', '/');
    if (excluded != null && isAnyOf(excluded, location)) {
      return;
    }
    try {
      Known read = read(file, location);
      if (taken.add(read.place())) {
        files.add(read.file());
      }
    } catch (UnreadableFile e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new SettingException(file + ": " + TextFile.why(file, e));
    }
  }

  /** Reads a file, unless it is certain to say what it said when this read it last. */
  private Known read(Path file, String location) throws IOException {
    Instant now = Instant.now();
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Known before = knownBefore.get(file);
    if (before != null && before.saysTheSame(attributes)) {
      known.put(file, before);
      return before;
    }
    checkSize(file.toString(), attributes.size());
    Resource text =
        ResourceHelper.fromBytes(location, TextFile.read(file).getBytes(StandardCharsets.UTF_8));
    Object key = attributes.fileKey();
    FileTime changed = attributes.lastModifiedTime();
    Known read =
        new Known(
            key == null ? "" : key,
            changed,
            attributes.size(),
            key != null && changed.toInstant().isBefore(now.minus(TOLD_APART)),
            file.toRealPath(),
            text);
    known.put(file, read);
    return read;
  }

  /**
   * Makes sure that a file isn't larger than any route file.
   *
   * @throws SettingException when it is
   */
  static void checkSize(String file, long bytes) {
    if (bytes > LARGEST) {
      throw new SettingException(
          file
              + ": it has "
              + (bytes + MEGABYTE - 1) / MEGABYTE
              + " MB, and a route file may have 1 MB; take out what isn't a route, or cut it up.");
    }
  }

  private static boolean isAnyOf(String patterns, String location) {
    return Arrays.stream(patterns.split(","))
        .anyMatch(pattern -> AntPathMatcher.INSTANCE.match(pattern.trim(), location));
  }

  /** The files that a pattern such as {@code routes/**}{@code /*.camel.yaml} names. */
  private static Set<Path> matching(String pattern) {
    int wild = firstWild(pattern);
    int slash = pattern.lastIndexOf('/', wild);
    Path root = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
    String rest = pattern.substring(slash + 1);
    Set<Path> found = new TreeSet<>();
    if (Files.exists(root)) {
      try {
        Files.walkFileTree(
            root,
            EnumSet.of(FileVisitOption.FOLLOW_LINKS),
            rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length,
            new Walk(root, rest, found));
      } catch (IOException e) {
        throw new SettingException(SETTING + ": " + e.getMessage());
      }
    }
    return found;
  }

  private static int firstWild(String pattern) {
    int star = pattern.indexOf('*');
    int mark = pattern.indexOf('?');
    return star < 0 ? mark : mark < 0 ? star : Math.min(star, mark);
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final String pattern;
    private final Set<Path> found;

    private Walk(Path root, String pattern, Set<Path> found) {
      this.root = root;
      this.pattern = pattern;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = root.relativize(file).toString().replace('\\', '/');
      if (!isHidden(file)
          && !attributes.isDirectory()
          && AntPathMatcher.INSTANCE.match(pattern, path)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (!(e instanceof FileSystemLoopException) && !isHidden(file)) {
        throw new SettingException(file + ": " + TextFile.why(file, e));
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path file) {
      return !file.equals(root) && String.valueOf(file.getFileName()).startsWith(".");
    }
  }
}
