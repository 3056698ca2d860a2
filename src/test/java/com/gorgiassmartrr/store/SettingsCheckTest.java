package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.LogLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are written in vain are told. */
final class SettingsCheckTest {
  private static final List<Store> ACME = List.of(store("acme"));

  private final Map<String, String> environment = new HashMap<>();
  private final LogLines log = LogLines.of(SettingsCheck.class);
  private Path file;

  @BeforeEach
  void copy(@TempDir Path folder) throws IOException {
    file = Files.copy(Path.of("application.properties"), folder.resolve("application.properties"));
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STORE_ACME_SECRET",
        "STORE_MY_SHOP_GORGIAS_API_KEY",
        "STORE_ACME_SMARTR_TOKEN",
        "STORE_acme_SECRET",
        "store.acme.secret",
        "store.acme.smartr.token"
      })
  void settingsOfAStore_noStoreIsServed_stopTheStart(String name) throws IOException {
    set(name, "0123456789abcdef");

    SettingException refusal =
        assertThrows(SettingException.class, () -> check().lookAtStores(List.of()));

    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.contains("(" + name + ")"), sentence);
    assertTrue(
        sentence.contains(name.contains("SHOP") ? "STORES=my-shop" : "STORES=acme"), sentence);
    assertFalse(sentence.contains("0123456789"), sentence);
  }

  @Test
  void settingsOfAStore_theSandboxIsAskedFor_areToldAndItStarts() throws IOException {
    set("STORES", "");
    set("STORE_ACME_SECRET", "0123456789abcdef");

    check().lookAtStores(List.of());

    assertEquals(1, told("STORE_ACME_SECRET"));
  }

  @Test
  void settingsOfAStore_anotherIsServed_areToldByName() throws IOException {
    set("STORE_ACME_SECRET", "0123456789abcdef");
    set("STORE_BOLT_SECRET", "0123456789abcdef");
    set("store.chalk.smartrr.token", "token");

    check().lookAtStores(ACME);

    assertEquals(1, told("store.chalk.smartrr.token, STORE_BOLT_SECRET"));
    assertEquals(0, told("STORE_ACME_SECRET"));
  }

  @ParameterizedTest
  @CsvSource({
    "STORE_ACME_SMARTR_TOKEN, write STORE_ACME_SMARTRR_TOKEN",
    "STORE_ACME_COLOUR, is no setting of a store",
    "STORE_acme_SECRET, write it in capitals",
    "store.acme.smartr.token, write STORE_ACME_SMARTRR_TOKEN"
  })
  void settingOfAServedStore_misspelt_isTold(String name, String sentence) throws IOException {
    set(name, "value");

    check().lookAtStores(ACME);

    assertEquals(1, told(name), () -> log.all().toString());
    assertEquals(1, told(sentence), () -> log.all().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUBLIC_URL",
        "STORE_ACME_SERVICE_HOST",
        "STORE_ACME_PORT_8080_TCP_ADDR",
        "STORE_DIR",
        "STORE_SANDBOX_SECRET"
      })
  void variableOfSomethingElse_isLeftAlone(String name) throws IOException {
    set(name, "https://bridge.example.com");

    assertDoesNotThrow(() -> check().lookAtStores(List.of()));
    assertEquals(List.of(), log.all());
  }

  /** {@code STORE_ACME_WEBHOOK_SECRET} may be of a store acme, or the secret of acme-webhook. */
  @Test
  void settingOfAFollowUp_ofAServedStore_isToldNothingOf() throws IOException {
    set("STORE_ACME_SLACK_URL", "https://hooks.example.com/x");
    set("STORE_ACME_WEBHOOK_SECRET", "whsec_x");
    set("STORE_ACME_TAG_TICKET_TAGS", "smartrr");
    check().lookAtStores(ACME);
    check().lookAtStores(List.of(store("acme"), store("acme-webhook")));

    assertEquals(List.of(), log.all());
  }

  @Test
  void key_misspeltInTheFile_isToldWithTheOneThatIsMeant() throws IOException {
    set("lookup.frsh", "1s");
    set("an.integrators.own", "'quoted'");

    check().look();

    assertEquals(1, told("'lookup.frsh' is no setting"));
    assertEquals(1, told("did you mean lookup.fresh?"));
    assertEquals(1, log.all().size());
  }

  @Test
  void shippedFile_isToldNothingOf() throws IOException {
    check().look();
    check().lookAtStores(List.of());

    assertEquals(List.of(), log.all());
  }

  @Test
  void line_likelyAMistake_isToldWithItsNumber() throws IOException {
    Files.writeString(file, "stores=\nstores.folder data/stores\nstores=acme\n");

    check().look();

    assertEquals(1, told("line 2: there is no '=' behind 'stores.folder'."));
    assertEquals(1, told("line 3: 'stores' is set in line 1, too; this one is in force."));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {
        "public.url, \"https://bridge.example.com\"",
        "console.password, 'long enough a password'",
        "ledger.url, \u201cjdbc:sqlite:x.db\u201d",
        "camel.server.host, \"127.0.0.1\"",
        "stores, \"acme\""
      })
  void value_inQuotationMarks_stopsTheStartWithoutTheValue(String key, String value)
      throws IOException {
    set(Settings.environmentName(key), value);

    SettingException refusal = assertThrows(SettingException.class, () -> check().look());

    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.startsWith(key + " (" + Settings.environmentName(key) + ")"), sentence);
    assertFalse(sentence.contains(value.substring(1, value.length() - 1)), sentence);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {
        "SMARTRR_TOKEN, \"token\"",
        "SECRET, '0123456789abcdef'",
        "SECRET, \"0123456789abcdef\"|other-0123456789abcdef",
        "SMARTRR_URL, \"https://smartrr.example.com\"",
        "GORGIAS_API_KEY, \"key\""
      })
  void settingOfAStore_inQuotationMarks_stopsTheStart(String name, String value) {
    String sentence = refusalOfAStore(name, value.replace('|', ','));
    assertTrue(sentence.contains("STORE_ACME_" + name), sentence);
    assertTrue(sentence.contains("quotation mark"), sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "SMARTRR_TOKEN, smartrr.token",
    "SECRET, secret",
    "GORGIAS_USER, gorgias.user",
    "GORGIAS_API_KEY, gorgias.api-key"
  })
  void credentialOfAStore_withAnInvisibleCharacterInIt_stopsTheStart(String name, String key) {
    assertEquals(
        "store.acme." + key + ": an invisible character (U+200B) stands in it; copy it anew.",
        refusalOfAStore(name, "0123456789\u200babcdef@example"));
  }

  /** What is said of a store whose settings are well but for one. */
  private String refusalOfAStore(String name, String value) {
    set("STORES", "acme");
    environment.put("STORE_ACME_SMARTRR_TOKEN", "token");
    environment.put("STORE_ACME_SECRET", "0123456789abcdef");
    environment.put("STORE_ACME_GORGIAS_DOMAIN", "acme");
    environment.put("STORE_ACME_GORGIAS_USER", "robin@example.com");
    environment.put("STORE_ACME_GORGIAS_API_KEY", "key");
    environment.put("STORE_ACME_" + name, value);
    SettingException refusal =
        assertThrows(
            SettingException.class, () -> Stores.read("acme", Settings.read(file, environment)));
    return String.valueOf(refusal.getMessage());
  }

  private static Store store(String name) {
    return new Store(name, URI.create("http://localhost"), new Secret("token"), List.of(), null);
  }

  private void set(String name, String value) {
    if (name.startsWith("STORE") || name.equals(name.toUpperCase(Locale.ROOT))) {
      environment.put(name, value);
      return;
    }
    try {
      Files.writeString(file, "\n" + name + "=" + value + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SettingsCheck check() {
    return new SettingsCheck(Settings.read(file, environment));
  }

  private long told(String words) {
    return log.all().stream().filter(line -> line.contains(words)).count();
  }
}
