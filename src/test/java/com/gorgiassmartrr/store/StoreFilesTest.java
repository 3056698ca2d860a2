package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connect writes is what the server reads, and nobody else. */
final class StoreFilesTest {
  private static final Map<String, String> ACME =
      Map.of(
          "store.acme.secret", "new=secret: #1, old",
          "store.acme.smartrr.token", "t\u00f6ken");

  private Path root;
  private Path folder;
  private StoreFiles files;

  @BeforeEach
  void create(@TempDir Path temporary) {
    root = temporary;
    folder = root.resolve("data/stores");
    files = new StoreFiles(folder);
  }

  @Test
  void settings_written_areReadAsTheyWere() {
    files.write("acme", ACME);
    assertEquals(ACME, files.read("acme"));
    assertEquals(Set.of("acme"), files.list().keySet());

    files.write("acme", Map.of("store.acme.secret", "another"));
    assertEquals(Map.of("store.acme.secret", "another"), files.read("acme"));
  }

  @Test
  void file_isItsOwnersAlone() throws IOException {
    Assumptions.assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Files.createDirectories(folder);
    // What a killed connect left behind, with the rights of somebody careless.
    Files.writeString(folder.resolve(".acme.properties"), "half");

    files.write("acme", ACME);

    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(files.path("acme"))));
    assertEquals(List.of("acme.properties"), names());
  }

  @Test
  void folder_isMadeForItsOwnerAlone() throws IOException {
    Assumptions.assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("posix"));
    files.write("acme", ACME);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  @Test
  void versionThatWasBeingWritten_isNoStore() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(".acme.properties"), "store.acme.secret=half");
    assertEquals(Set.of(), files.list().keySet());
  }

  @Test
  void folder_cannotBeMade_oneSentenceSaysWhereAndWhy() throws IOException {
    Files.writeString(root.resolve("data"), "a file");
    SettingException refusal =
        assertThrows(SettingException.class, () -> files.write("acme", ACME));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(files.path("acme") + " can't be written: "), message);
    assertFalse(message.contains("new=secret"), message);
  }

  @Test
  void settings_ofSomethingElse_areRefused() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(files.path("acme"), "store.bolt.secret=another-store-s-secret\n");
    String message =
        String.valueOf(assertThrows(SettingException.class, () -> files.read("acme")).getMessage());
    assertEquals(
        files.path("acme") + ": 'store.bolt.secret' is no setting of the store acme.", message);
  }

  @Test
  void file_thatAnEditorSaved_isReadAsItIsMeant() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        files.path("acme"), "\ufeff# Kept.\r\nstore.acme.secret=new\r\nstore.acme.smartrr.token=t");

    assertEquals(
        Map.of("store.acme.secret", "new", "store.acme.smartrr.token", "t"), files.read("acme"));
  }

  @Test
  void file_notUtf8_isSaidWithItsLine() throws IOException {
    Files.createDirectories(folder);
    Files.write(files.path("acme"), new byte[] {'#', '\n', '#', (byte) 0xfc, '\n'});

    assertEquals(
        files.path("acme") + ", line 2: this isn't UTF-8; save the file as UTF-8.",
        assertThrows(SettingException.class, () -> files.read("acme")).getMessage());
  }

  @Test
  void settings_removed_areGone() {
    files.write("acme", ACME);
    assertTrue(files.remove("acme"));
    assertFalse(files.remove("acme"));
    assertEquals(Map.of(), files.read("acme"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toList());
    }
  }
}
