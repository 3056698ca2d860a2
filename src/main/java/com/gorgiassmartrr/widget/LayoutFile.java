package com.gorgiassmartrr.widget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.file.UnreadableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says how the widget is arranged. What is in force is its last version without a
 * mistake. People edit it, and so does a page; neither overwrites what the other did.
 */
public final class LayoutFile {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutFile.class);
  private static final int MOST_UNDONE = 20;

  private final Path path;
  private final Actions actions;
  private final Deque<Saved> saved = new ArrayDeque<>();
  private String text = "";
  private @Nullable WidgetLayout inForce;
  private @Nullable LayoutException mistake;

  private record Saved(String before, String after) {}

  /** The file at a path, whose buttons are these actions'. */
  public LayoutFile(Path path, Actions actions) {
    this.path = path;
    this.actions = actions;
  }

  /** The file was changed by somebody else since it was read. */
  public static final class ChangedException extends Exception {
    private static final long serialVersionUID = 1L;

    private ChangedException(Path path) {
      super(path + " was changed meanwhile.", null, false, false);
    }
  }

  /**
   * The file's content in the form in which the page arranges it.
   *
   * @param version names what stands in the file now
   * @param arrangement of the version that is in force
   * @param mistake what is wrong with the file, and then it isn't what is in force; null: nothing
   * @param isUndoable whether the last change that was saved here can be taken back
   */
  public record State(
      String file,
      String version,
      ObjectNode arrangement,
      @Nullable LayoutException mistake,
      boolean isUndoable) {}

  /**
   * The layout that is in force.
   *
   * @throws LayoutException when the file has a mistake, and had one whenever it was read
   */
  public synchronized WidgetLayout inForce() {
    look();
    WidgetLayout layout = inForce;
    if (layout != null) {
      return layout;
    }
    throw mistake == null
        ? new LayoutException(path.toString(), 0, "the file can't be read.")
        : mistake;
  }

  /** The mistake in the file; null when there is none. */
  public synchronized @Nullable LayoutException mistake() {
    look();
    return mistake;
  }

  /** The mistake in the file, with the file's name and the line; null when there is none. */
  public @Nullable String problem() {
    LayoutException wrong = mistake();
    return wrong == null ? null : wrong.getMessage();
  }

  /** How the file is now. */
  public synchronized State state() {
    ObjectNode arrangement = Arrangement.of(inForce(), actions.all());
    Saved last = saved.peek();
    return new State(
        path.toString(),
        version(),
        arrangement,
        mistake,
        last != null && last.after().equals(text));
  }

  /**
   * The layout of an arrangement that isn't saved.
   *
   * @throws LayoutException when it has a mistake, or the file has
   * @throws IllegalArgumentException when it isn't one of this file
   */
  public synchronized WidgetLayout tried(JsonNode arrangement) {
    look();
    if (mistake != null) {
      throw mistake;
    }
    return checked(arranged(arrangement));
  }

  /**
   * Writes an arrangement into the file.
   *
   * @param version what the file was when it was arranged
   */
  public synchronized void save(JsonNode arrangement, String version)
      throws ChangedException, IOException {
    expect(version);
    if (mistake != null) {
      throw mistake;
    }
    String after = arranged(arrangement);
    checked(after);
    if (!after.equals(text)) {
      String before = text;
      write(after);
      saved.push(new Saved(before, after));
      if (saved.size() > MOST_UNDONE) {
        saved.removeLast();
      }
    }
  }

  /** Takes the last change that was saved here back. */
  public synchronized void undo(String version) throws ChangedException, IOException {
    expect(version);
    Saved last = saved.peek();
    if (last == null || !last.after().equals(text)) {
      throw new ChangedException(path);
    }
    write(last.before());
    saved.pop();
  }

  private void expect(String version) throws ChangedException {
    look();
    if (!version.equals(version())) {
      throw new ChangedException(path);
    }
  }

  private String arranged(JsonNode arrangement) {
    String bare = TextFile.withoutMark(text);
    String mark = text.substring(0, text.length() - bare.length());
    return mark + new LayoutWriter(path.toString(), actions.all()).write(bare, arrangement);
  }

  private WidgetLayout checked(String yaml) {
    WidgetLayout layout = WidgetLayout.parse(path.toString(), TextFile.withoutMark(yaml));
    WidgetTemplate.check(layout, actions.all());
    return layout;
  }

  private void look() {
    LayoutException before = mistake;
    mistake = read();
    boolean isSame =
        mistake == null
            ? before == null
            : before != null && mistake.sentence().equals(before.sentence());
    if (!isSame && mistake != null) {
      LOG.error("The widget's layout isn't what its file says: {}", mistake.getMessage());
    } else if (!isSame) {
      LOG.info("{}: the widget's layout is in force", path);
    }
  }

  /** Reads the file, and takes it up when it has no mistake. Returns the mistake, or null. */
  private @Nullable LayoutException read() {
    try {
      text = TextFile.readWithMark(path);
      inForce = checked(text);
      return null;
    } catch (UnreadableFile e) {
      return new LayoutException(path.toString(), e);
    } catch (LayoutException e) {
      return e;
    }
  }

  /** Beside it first, and then in its place: nobody ever reads half of it. */
  private void write(String yaml) throws IOException {
    Path file = path.toRealPath();
    Path folder = file.toAbsolutePath().getParent();
    Path beside = Files.createTempFile(folder, ".widget", ".tmp");
    try {
      Files.writeString(beside, yaml);
      copyPermissions(file, beside);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    look();
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    try {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    } catch (UnsupportedOperationException e) {
      // There are none on this file system.
    }
  }

  private String version() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
