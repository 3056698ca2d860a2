package com.gorgiassmartrr.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.TestServer;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.store.ConfiguredStores;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.StoreFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store's own file says of follow-ups is in force for its presses, while the server runs.
 */
final class StoreFollowUpsTest {
  private static final String OF_ALL = "webhook.url";
  private static final String OWN = "store.acme.";

  private FollowUpDesk desk;
  private Receiver own;
  private StoreFiles files;
  private ConfiguredStores configured;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Receiver ofAll = Receiver.start();
    own = Receiver.start();
    desk = FollowUpDesk.start(ofAll, OF_ALL, ofAll.url(), "webhook.secret", FollowUpDesk.SECRET);
    files = new StoreFiles(folder);
    configured =
        new ConfiguredStores(
            Settings.read().with(Map.of("stores", "", "stores.folder", folder.toString())));
  }

  @AfterEach
  void stop() {
    desk.close();
    own.close();
  }

  /** Writes the store's file, and has the server look at it. */
  private void keep(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put(OWN + "smartrr.url", desk.server.smartrr.url());
    settings.put(OWN + "smartrr.token", desk.server.smartrr.token());
    settings.put(OWN + "secret", TestServer.SECRET);
    settings.put(OWN + "gorgias.url", desk.server.gorgias().url());
    settings.put(OWN + "gorgias.user", desk.server.gorgias().user());
    settings.put(OWN + "gorgias.api-key", desk.server.gorgias().apiKey());
    more.forEach((key, value) -> settings.put(OWN + key, value));
    files.write("acme", settings);
    configured.refresh(desk.server.stores);
  }

  private void pressed() throws Exception {
    desk.followUp(desk.press("pause"), "webhook", FollowUpState.DONE);
  }

  @Test
  void file_namesAnAddress_goesBeforeThatOfAllStoresAndCanChange() throws Exception {
    pressed();
    assertEquals(1, desk.receiver.requests.size());

    keep(Map.of(OF_ALL, own.url()));
    pressed();
    assertEquals(1, own.requests.size());

    keep(Map.of());
    pressed();
    assertEquals(2, desk.receiver.requests.size());
    assertEquals(1, own.requests.size());
    assertEquals("", configured.problem());
  }

  @Test
  void file_namesASecret_signsByIt() throws Exception {
    keep(Map.of());
    pressed();
    String other = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=";
    keep(Map.of("webhook.secret", other));
    pressed();

    List<Receiver.Request> requests = desk.receiver.requests;
    assertEquals(requests.get(0).signedBy(FollowUpDesk.SECRET), requests.get(0).signature());
    assertEquals(requests.get(1).signedBy(other), requests.get(1).signature());
  }

  @Test
  void file_switchesAFollowUpOn_isDoneByItsWords() throws Exception {
    keep(Map.of("tag-ticket.tags", "own-{action}"));

    long ticket = desk.ticket();
    String reference = desk.press("pause", desk.subscription(), ticket).path("reference").asText();

    desk.followUp(reference, "tag-ticket", FollowUpState.DONE);
    assertTrue(
        desk.gorgias("GET", "/api/tickets/" + ticket, "")
            .path("tags")
            .toString()
            .contains("own-pause"));
  }

  @Test
  void file_hasAMistake_isToldInASentenceAndTheStoreStaysAsItWas() throws Exception {
    keep(Map.of(OF_ALL, own.url()));
    keep(Map.of(OF_ALL, "hooks.example.com/a-credential"));

    assertEquals(
        "store.acme.webhook.url is not an address; write it like"
            + " https://hooks.example.com/services/...",
        configured.problem());
    pressed();
    assertEquals(1, own.requests.size());

    keep(Map.of("webhook.secret", "a-credential"));
    assertTrue(
        configured.problem().startsWith("store.acme.webhook.secret is no webhook secret; write"),
        configured.problem());
    assertFalse(configured.problem().contains("a-credential"), configured.problem());
  }

  @Test
  void store_isPrinted_showsNoneOfThem() {
    keep(Map.of(OF_ALL, own.url()));

    String printed = desk.server.stores.get("acme").toString();

    assertTrue(printed.contains(OF_ALL), printed);
    assertFalse(printed.contains("a-credential"), printed);
  }
}
