package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which stores there are, from the settings and from the files, and what is taken up later. */
final class ConfiguredStoresTest {
  private static final String SECRET = "a-secret-of-the-store";

  private Path root;
  private final Map<String, String> environment = new HashMap<>();
  private StoreFiles files;

  @BeforeEach
  void create(@TempDir Path temporary) throws IOException {
    root = temporary;
    files = new StoreFiles(root.resolve("stores"));
    Files.writeString(
        root.resolve("application.properties"),
        "stores.folder=" + root.resolve("stores") + "\nsmartrr.url=https://smartrr.example.com\n");
  }

  @Test
  void file_makesAStore_besideTheNamedOnes() {
    environment.put("STORES", "bolt");
    environment.put("STORE_BOLT_SECRET", SECRET);
    environment.put("STORE_BOLT_SMARTRR_TOKEN", "token");
    write("acme", "token");
    assertEquals(List.of("bolt", "acme"), names(configured().read()));
  }

  @Test
  void environment_winsOverTheFile() {
    environment.put("STORE_ACME_SMARTRR_TOKEN", "from the environment");
    write("acme", "from the file");
    assertEquals("from the environment", configured().read().get(0).smartrrToken().reveal());
  }

  @Test
  void file_winsOverApplicationProperties() throws IOException {
    Files.writeString(
        root.resolve("application.properties"),
        "\nstore.acme.smartrr.token=from application.properties\n",
        java.nio.file.StandardOpenOption.APPEND);
    write("acme", "from the file");
    assertEquals("from the file", configured().read().get(0).smartrrToken().reveal());
  }

  @Test
  void emptyStores_inTheEnvironment_asksForTheSandbox() {
    environment.put("STORES", "");
    write("acme", "token");
    assertEquals(List.of(), configured().read());
  }

  @Test
  void file_wrongAtTheStart_isSaid() {
    files.write("acme", Map.of("store.acme.smartrr.token", "token"));
    assertTrue(
        String.valueOf(assertThrows(SettingException.class, () -> configured().read()).getMessage())
            .startsWith("store.acme.secret is missing"));
  }

  @Test
  void files_changed_areTakenUp() {
    write("acme", "token");
    ConfiguredStores configured = configured();
    Stores stores = new Stores(configured.read());

    write("acme", "another");
    write("bolt", "token");
    configured.refresh(stores);
    assertEquals("another", stores.get("acme").smartrrToken().reveal());
    assertEquals("token", stores.get("bolt").smartrrToken().reveal());

    files.remove("acme");
    configured.refresh(stores);
    assertEquals(List.of("bolt"), names(List.copyOf(stores.all())));
    assertEquals("", configured.problem());
  }

  @Test
  void file_wrongLater_itsStoreStaysAsItWasAndTheOthersAreTakenUp() {
    write("acme", "token");
    ConfiguredStores configured = configured();
    Stores stores = new Stores(configured.read());

    files.write("acme", Map.of("store.acme.smartrr.token", "another"));
    write("bolt", "token");
    configured.refresh(stores);

    assertEquals("token", stores.get("acme").smartrrToken().reveal());
    assertEquals("token", stores.get("bolt").smartrrToken().reveal());
    assertTrue(configured.problem().startsWith("store.acme.secret is missing"));

    write("acme", "another");
    configured.refresh(stores);
    assertEquals("another", stores.get("acme").smartrrToken().reveal());
    assertEquals("", configured.problem());
  }

  @Test
  void ownSetting_environmentWinsOverTheFile() {
    environment.put("STORE_ACME_SLACK_URL", "https://hooks.example.com/environment");
    write("acme", "token", "slack.url", "https://hooks.example.com/file", "teams.room", "7");
    SortedMap<String, Secret> own = configured().read().get(0).own();
    assertEquals(new Secret("https://hooks.example.com/environment"), own.get("slack.url"));
    assertEquals(new Secret("7"), own.get("teams.room"));
    assertEquals(Set.of("slack.url", "teams.room"), own.keySet());
  }

  @Test
  void ownSetting_misspeltInTheFile_isSaid() throws Exception {
    write("acme", "token", "slak.url", "https://hooks.example.com/file", "teams.room", "7");
    List<String> said = LogLines.during(SettingsCheck.class, () -> configured().read());
    assertEquals(
        List.of(
            files.path("acme")
                + ": 'store.acme.slak.url' is no setting of the server, so only a route file can"
                + " use it; did you mean store.acme.slack.url?"),
        said);
  }

  @Test
  void name_thatNoStoreCanHave_isSaid() {
    write("acme", "token");
    ConfiguredStores configured = configured();
    Stores stores = new Stores(configured.read());
    write("Bolt", "token");
    configured.refresh(stores);
    assertTrue(configured.problem().contains("'Bolt' is not a name"), configured::problem);
    assertEquals(List.of("acme"), names(List.copyOf(stores.all())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme copy.properties",
        "acme (1).properties",
        "acme.old.properties",
        ".acme.properties.swp",
        "acme.properties~",
        "acme.properties.bak"
      })
  void file_namedLikeNoStores_isLeftAlone(String name) throws IOException {
    write("acme", "token");
    Files.copy(files.path("acme"), files.path("acme").resolveSibling(name));
    ConfiguredStores configured = configured();

    Stores stores = new Stores(configured.read());
    assertEquals(List.of("acme"), names(List.copyOf(stores.all())));

    write("acme", "another");
    write("bolt", "token");
    configured.refresh(stores);

    assertEquals(List.of("acme", "bolt"), names(List.copyOf(stores.all())));
    assertEquals("another", stores.get("acme").smartrrToken().reveal());
    assertEquals("", configured.problem());
  }

  @Test
  void folder_namedLikeAStoresFile_isLeftAlone() throws IOException {
    write("acme", "token");
    Files.createDirectory(files.path("bolt"));

    assertEquals(List.of("acme"), names(configured().read()));
  }

  @Test
  void file_wrongAtTheStart_keepsNoOtherStoreFromBeingServed() throws IOException {
    write("acme", "token");
    Files.createSymbolicLink(files.path("bolt"), root.resolve("nothing"));
    ConfiguredStores configured = configured();
    Stores stores = new Stores(configured.read());

    assertEquals(List.of("acme"), names(List.copyOf(stores.all())));
    assertEquals(
        files.path("bolt") + ": it links to something that isn't there.", configured.problem());

    Files.delete(files.path("bolt"));
    write("bolt", "token");
    configured.refresh(stores);
    assertEquals(List.of("acme", "bolt"), names(List.copyOf(stores.all())));
    assertEquals("", configured.problem());
  }

  @Test
  void file_unchanged_isNotReadAgainForAnothersMistake() {
    write("acme", "token");
    ConfiguredStores configured = configured();
    Store acme = configured.read().get(0);

    files.write("bolt", Map.of("store.bolt.secret", SECRET));
    assertSame(acme, configured.read().get(0));
    assertNotEquals("", configured.problem());

    write("acme", "another");
    assertEquals("another", configured.read().get(0).smartrrToken().reveal());
  }

  @Test
  void store_namedByTheSettings_wrongAtTheStart_isSaid() {
    environment.put("STORES", "bolt");
    write("acme", "token");
    files.write("bolt", Map.of("store.bolt.secret", SECRET));

    assertThrows(SettingException.class, () -> configured().read());
  }

  @Test
  void folder_unusableForAMoment_isForgottenOnceItCanBeReadAgain() throws IOException {
    write("acme", "token");
    ConfiguredStores configured = configured();
    Stores stores = new Stores(configured.read());
    Path folder = root.resolve("stores");
    Path away = Files.move(folder, root.resolve("away"));
    Files.writeString(folder, "no folder");

    configured.refresh(stores);
    assertTrue(configured.problem().startsWith(folder + " can't be read: "), configured::problem);
    assertEquals(List.of("acme"), names(List.copyOf(stores.all())));

    Files.delete(folder);
    Files.move(away, folder);
    configured.refresh(stores);
    assertEquals("", configured.problem());
  }

  private ConfiguredStores configured() {
    return new ConfiguredStores(Settings.read(root.resolve("application.properties"), environment));
  }

  private void write(String store, String token, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("store." + store + ".secret", SECRET);
    settings.put("store." + store + ".smartrr.token", token);
    for (int i = 0; i < more.length; i += 2) {
      settings.put("store." + store + "." + more[i], more[i + 1]);
    }
    files.write(store, settings);
  }

  private static List<String> names(List<Store> stores) {
    return stores.stream().map(Store::name).toList();
  }
}
