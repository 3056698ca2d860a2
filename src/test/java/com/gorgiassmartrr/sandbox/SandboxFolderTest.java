package com.gorgiassmartrr.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.ManualTime;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.NewPress;
import com.gorgiassmartrr.ledger.NewPressFixture;
import com.gorgiassmartrr.sandbox.smartrr.PurchaseStatus;
import com.gorgiassmartrr.sandbox.smartrr.SmartrrPeople;
import com.gorgiassmartrr.store.SettingException;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sandbox finds in its folder when it is started again. */
final class SandboxFolderTest {
  private static Vertx vertx;

  private final ManualTime time = new ManualTime();
  private Path folder = Path.of("");

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close();
  }

  @BeforeEach
  void choose(@TempDir Path temporary) {
    folder = temporary.resolve("data/sandbox");
  }

  @Test
  void sandbox_startedAgain_goesOnFromWhereItWas() throws Exception {
    String curl = cancelCoffee();
    time.advance(Duration.ofHours(23));

    try (SandboxFolder again = SandboxFolder.open(folder, time);
        Sandbox sandbox = Sandbox.start(vertx, time, again, true)) {
      assertFalse(again.isFresh());
      assertEquals("", again.whyTemporary());
      assertEquals(PurchaseStatus.CANCELLED, coffee(sandbox));
      assertEquals(curl, sandbox.curl("url"));
    }
  }

  @Test
  void folder_ofYesterday_isBegunAfresh() throws Exception {
    cancelCoffee();
    time.advance(Duration.ofHours(24));

    assertFresh();
  }

  @Test
  void folder_fromTheFuture_isBegunAfresh() throws Exception {
    cancelCoffee();
    time.advance(Duration.ofMinutes(-1));

    assertFresh();
  }

  @Test
  void folder_ofAnotherVersion_isBegunAfresh() throws Exception {
    cancelCoffee();
    Path head = folder.resolve("sandbox.json");
    Files.writeString(head, Files.readString(head).replace("\"version\":2", "\"version\":0"));

    assertFresh();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox.json", "smartrr.jsonl", "gorgias.json"})
  void folder_withADamagedFile_isBegunAfresh(String name) throws Exception {
    cancelCoffee();
    Files.writeString(folder.resolve(name), "{\"version\":");

    assertFresh();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox.json", "smartrr.jsonl", "gorgias.json"})
  void folder_withoutAFile_isBegunAfresh(String name) throws Exception {
    cancelCoffee();
    Files.delete(folder.resolve(name));

    assertFresh();
  }

  @Test
  void folder_inUse_isLeftToItsSandbox() {
    try (SandboxFolder first = SandboxFolder.open(folder, time);
        SandboxFolder second = SandboxFolder.open(folder, time)) {
      assertEquals("", first.whyTemporary());
      assertTrue(second.whyTemporary().startsWith("Another sandbox uses "));
      assertFalse(second.ledgerUrl().equals(first.ledgerUrl()));
    }
    try (SandboxFolder later = SandboxFolder.open(folder, time)) {
      assertEquals("", later.whyTemporary());
    }
  }

  @Test
  void folder_thatCannotBeMade_isATemporaryOne() throws Exception {
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file");

    try (SandboxFolder other = SandboxFolder.open(folder, time);
        Sandbox sandbox = Sandbox.start(vertx, time, other, true)) {
      assertTrue(other.whyTemporary().contains("can't be written"), other.whyTemporary());
      assertEquals(PurchaseStatus.ACTIVE, coffee(sandbox));
    }
  }

  @Test
  void folder_withFilesOfOthers_leavesThemAlone() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("notes.txt"), "mine");

    assertFresh();

    assertEquals("mine", Files.readString(folder.resolve("notes.txt")));
  }

  @Test
  void press_heldByAStoppedServer_isFreeAtOnce() {
    try (SandboxFolder kept = SandboxFolder.open(folder, time)) {
      String press = record(kept.ledgerUrl());
      try (Ledger ledger = Ledger.open(kept.ledgerUrl(), time)) {
        assertTrue(ledger.claim(press, "stopped", Duration.ofMinutes(1)).isPresent());
        assertFalse(ledger.claim(press, "next", Duration.ofMinutes(1)).isPresent());
      }
      kept.prepareLedger(kept.ledgerUrl());
      try (Ledger ledger = Ledger.open(kept.ledgerUrl(), time)) {
        ledger.join(Duration.ofSeconds(5));
        assertTrue(ledger.claim(press, "next", Duration.ofMinutes(1)).isPresent());
      }
    }
  }

  @Test
  void ledger_ofTheFolderIsDamaged_isMadeAnew() throws Exception {
    try (SandboxFolder kept = SandboxFolder.open(folder, time)) {
      Files.writeString(folder.resolve("ledger.db"), "nonsense".repeat(1000));

      kept.prepareLedger(kept.ledgerUrl());

      String press = record(kept.ledgerUrl());
      try (Ledger ledger = Ledger.open(kept.ledgerUrl(), time)) {
        assertTrue(ledger.claim(press, "next", Duration.ofMinutes(1)).isPresent());
      }
    }
  }

  @Test
  void ledger_elsewhere_losesThePressesOfAnEarlierSandboxOnly(@TempDir Path elsewhere) {
    String url = "jdbc:sqlite:" + elsewhere.resolve("ledger.db");
    String press = record(url);
    try (SandboxFolder fresh = SandboxFolder.open(folder, time);
        Sandbox sandbox = Sandbox.start(vertx, time, fresh, true)) {
      assertEquals("sandbox", sandbox.stores().get("sandbox").name());
      fresh.prepareLedger(url);
      assertFalse(has(url, press));
    }
    String own = record(url);
    try (SandboxFolder again = SandboxFolder.open(folder, time)) {
      again.prepareLedger(url);
      assertTrue(has(url, own));
    }
  }

  @Test
  void ledger_elsewhereCannotBeUsed_isAMistakeToTell(@TempDir Path elsewhere) throws Exception {
    Path file = elsewhere.resolve("ledger.db");
    Files.writeString(file, "nonsense".repeat(1000));
    try (SandboxFolder fresh = SandboxFolder.open(folder, time)) {
      assertThrows(SettingException.class, () -> fresh.prepareLedger("jdbc:sqlite:" + file));
    }
    assertTrue(Files.readString(file).startsWith("nonsense"));
  }

  @Test
  void files_areForTheOwnerAlone() throws Exception {
    cancelCoffee();

    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  private void assertFresh() {
    try (SandboxFolder again = SandboxFolder.open(folder, time);
        Sandbox sandbox = Sandbox.start(vertx, time, again, true)) {
      assertTrue(again.isFresh());
      assertEquals(time.instant(), again.started());
      assertEquals(PurchaseStatus.ACTIVE, coffee(sandbox));
    }
    try (SandboxFolder onceMore = SandboxFolder.open(folder, time)) {
      assertFalse(onceMore.isFresh());
    }
  }

  /** Runs a sandbox in which Mara's coffee is cancelled, and returns its line for the shell. */
  private String cancelCoffee() throws Exception {
    try (SandboxFolder first = SandboxFolder.open(folder, time);
        Sandbox sandbox = Sandbox.start(vertx, time, first, true)) {
      assertTrue(first.isFresh());
      HttpRequest cancel =
          HttpRequest.newBuilder(
                  URI.create(
                      sandbox.smartrr().url()
                          + "/vendor/customer/"
                          + SmartrrPeople.MARA
                          + "/purchase-state/"
                          + SmartrrPeople.MARA_COFFEE
                          + "/cancel"))
              .header("x-smartrr-access-token", sandbox.smartrr().token())
              .PUT(BodyPublishers.noBody())
              .build();
      assertEquals(
          200, HttpClient.newHttpClient().send(cancel, BodyHandlers.discarding()).statusCode());
      return sandbox.curl("url");
    }
  }

  private static PurchaseStatus coffee(Sandbox sandbox) {
    return sandbox.smartrr().world().subscription(SmartrrPeople.MARA_COFFEE).status();
  }

  private String record(String ledgerUrl) {
    NewPress press =
        NewPressFixture.press()
            .store("sandbox")
            .subscription(SmartrrPeople.MARA_COFFEE)
            .customer(SmartrrPeople.MARA)
            .seen("ACTIVE", "2026-12-03T14:00:00.000Z")
            .ticket("1")
            .make();
    try (Ledger ledger = Ledger.open(ledgerUrl, time)) {
      return ledger.record(press, null).press().id();
    }
  }

  private boolean has(String ledgerUrl, String press) {
    try (Ledger ledger = Ledger.open(ledgerUrl, time)) {
      return ledger.find(press).isPresent();
    }
  }
}
