package com.gorgiassmartrr.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestFolder;
import com.gorgiassmartrr.reload.RouteFilesWatch.Look;
import com.gorgiassmartrr.route.RouteFiles;
import com.gorgiassmartrr.store.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RouteFilesWatchTest {
  private final Path folder = TestFolder.fresh("watched");
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Settings settings =
      Settings.read()
          .with(Map.of("camel.main.routes-include-pattern", "file:" + folder + "/**/*.camel.yaml"));
  private final AtomicLong nanos = new AtomicLong();
  private RouteFilesWatch watch;

  @BeforeEach
  void begin() throws IOException {
    save("a.camel.yaml", "- one");
    watch = new RouteFilesWatch(this::texts, texts(), nanos::get);
  }

  private SortedMap<String, String> texts() {
    return new RouteFiles().texts(context, settings);
  }

  private void save(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String location(String name) {
    return "file:" + folder.resolve(name);
  }

  /** What is told at the second look. */
  private Look twice() {
    assertNull(watch.look(), "It was told at the first look");
    Look look = watch.look();
    assertNotNull(look);
    assertNull(watch.look(), "It was told twice");
    return look;
  }

  private @Nullable String said(String name) {
    return twice().texts().get(location(name));
  }

  @Test
  void look_nothingChanged_isNull() {
    assertNull(watch.look());
    assertNull(watch.look());
  }

  @Test
  void look_changed_isToldOnceAtTheSecondLook() throws IOException {
    save("a.camel.yaml", "- two");
    assertEquals("- two", said("a.camel.yaml"));
  }

  @Test
  void look_changesAtEachLook_isToldWhenItStops() throws IOException {
    for (int i = 0; i < 5; i++) {
      save("a.camel.yaml", "- " + i);
      assertNull(watch.look());
    }
    assertNotNull(watch.look());
  }

  @Test
  void look_sameSizeAndTime_isTold() throws IOException {
    var time = Files.getLastModifiedTime(folder.resolve("a.camel.yaml"));
    save("a.camel.yaml", "- two");
    Files.setLastModifiedTime(folder.resolve("a.camel.yaml"), time);
    assertEquals("- two", said("a.camel.yaml"));
  }

  @Test
  void look_markAndCarriageReturnsAlone_isNull() throws IOException {
    save("a.camel.yaml", "- one\n");
    twice();
    save("a.camel.yaml", "\ufeff- one\r\n");
    assertNull(watch.look());
    assertNull(watch.look());
  }

  @Test
  void look_newFileInANewFolder_isTold() throws IOException {
    save("new/b.camel.yaml", "- b");
    assertEquals("- b", said("new/b.camel.yaml"));
  }

  @Test
  void look_removed_isTold() throws IOException {
    save("b.camel.yaml", "- b");
    twice();
    Files.delete(folder.resolve("b.camel.yaml"));
    assertNull(said("b.camel.yaml"));
  }

  @Test
  void look_renamed_isTold() throws IOException {
    Files.move(folder.resolve("a.camel.yaml"), folder.resolve("c.camel.yaml"));
    Look look = twice();
    assertNull(look.texts().get(location("a.camel.yaml")));
    assertEquals("- one", look.texts().get(location("c.camel.yaml")));
  }

  @Test
  void look_emptyFile_isBeingWrittenForTwoSeconds() throws IOException {
    save("a.camel.yaml", "");
    assertNull(watch.look());
    assertNull(watch.look());
    nanos.addAndGet(Duration.ofMillis(1_900).toNanos());
    assertNull(watch.look());
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    assertNotNull(watch.look());
  }

  @Test
  void look_noFileIsLeft_isToldAsAProblem() throws IOException {
    Files.delete(folder.resolve("a.camel.yaml"));
    String problem = twice().problem();
    assertTrue(problem.startsWith("There are no route files"), problem);
  }

  @Test
  void look_notUtf8_isToldAsAProblem() throws IOException {
    Files.write(folder.resolve("a.camel.yaml"), new byte[] {'-', ' ', (byte) 0xe4, '\n'});
    String problem = twice().problem();
    assertTrue(problem.contains("a.camel.yaml, line 1"), problem);
  }

  /** As Kubernetes mounts a ConfigMap: a link to a folder is turned, and no file changes. */
  @Test
  void look_linkOfTheFolderIsTurned_isTold() throws IOException {
    save("..1/m.camel.yaml", "- before");
    save("..2/m.camel.yaml", "- after");
    Path data = folder.resolve("..data");
    Files.createSymbolicLink(data, Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("m.camel.yaml"), Path.of("..data", "m.camel.yaml"));
    assertEquals("- before", said("m.camel.yaml"));
    Path next = folder.resolve("..data_tmp");
    Files.createSymbolicLink(next, Path.of("..2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    assertEquals("- after", said("m.camel.yaml"));
  }
}
