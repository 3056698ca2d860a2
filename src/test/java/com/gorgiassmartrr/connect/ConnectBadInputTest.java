package com.gorgiassmartrr.connect;

import static com.gorgiassmartrr.connect.ConnectDesk.STORE;
import static com.gorgiassmartrr.connect.ConnectDesk.all;
import static com.gorgiassmartrr.connect.ConnectDesk.sentences;
import static com.gorgiassmartrr.connect.ConnectDesk.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasBehaviour.Rights;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Fault;
import com.gorgiassmartrr.sandbox.gorgias.GorgiasFaults.Kind;
import com.gorgiassmartrr.sandbox.smartrr.FaultKind;
import com.gorgiassmartrr.sandbox.smartrr.RecordedRequest;
import com.gorgiassmartrr.sandbox.smartrr.RequestMatch;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said in one sentence; nothing is half made, and nothing secret is told. */
final class ConnectBadInputTest {
  private static final String NOTHING =
      "/vendor/customer/00000000-0000-0000-0000-000000000000"
          + "/purchase-state/00000000-0000-0000-0000-000000000000/";

  private static final String MAY_WRITE =
      "Smartrr accepts the token, which may read and change subscriptions.";

  private ConnectDesk desk;

  @BeforeEach
  void open(@TempDir Path folder) {
    desk = new ConnectDesk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void apiKey_isWrong_saysWhichAndWhere() {
    Form form = desk.form();
    Report report = desk.connect(with(form, new Secret("a-wrong-key"), form.smartrrToken()));

    assertOnly(
        report,
        Part.GORGIAS_API_KEY,
        "Gorgias doesn't accept this user with this API key: both stand in Gorgias under Settings,"
            + " REST API");
    assertNothingIsMade(report);
    assertTrue(
        sentences(report, Status.RIGHT).stream().anyMatch(line -> line.startsWith("Smartrr")),
        "each credential is verified by itself");
  }

  @Test
  void token_isWrong_saysWhichAndWhere() {
    Form form = desk.form();
    Report report = desk.connect(with(form, form.gorgiasApiKey(), new Secret("a-wrong-token")));

    assertOnly(
        report,
        Part.SMARTRR_TOKEN,
        "Smartrr doesn't accept this token: make one in Smartrr under Configuration, Integrations,"
            + " API Tokens");
    assertNothingIsMade(report);
    assertTrue(
        sentences(report, Status.RIGHT).stream().anyMatch(line -> line.startsWith("Gorgias")));
  }

  @Test
  void both_areWrong_bothAreSaid() {
    Report report =
        desk.connect(with(desk.form(), new Secret("a-wrong-key"), new Secret("a-wrong-token")));

    assertEquals(2, wrong(report).size(), () -> all(report));
    assertNothingIsMade(report);
  }

  @Test
  void token_withoutWrite_saysWhichPermission() {
    Form form = desk.form();
    Report report =
        desk.connect(with(form, form.gorgiasApiKey(), new Secret(desk.smartrr.readOnlyToken())));

    assertOnly(report, Part.SMARTRR_TOKEN, "set its permission Subscription to Read and Write");
    assertNothingIsMade(report);
  }

  @Test
  void token_isVerified_theListOfAllTokensIsNeverAskedFor() {
    Report report = desk.connect();

    assertTrue(sentences(report, Status.RIGHT).contains(MAY_WRITE), () -> all(report));
    assertEquals(0, desk.smartrr.dangerousCalls());
    assertEquals(
        List.of("PUT " + NOTHING + "next-billing-date"),
        desk.smartrr.requests().list().stream()
            .filter(RecordedRequest::isWrite)
            .map(request -> request.method() + " " + request.path())
            .toList(),
        "what is changed can't exist");
  }

  /** Its list of all tokens would say more, and show what nobody may see. */
  @Test
  void token_ofWhichSmartrrSays404Or400_mayWrite() {
    desk.connect();
    for (int status : List.of(400, 404)) {
      desk.smartrr.faults().addNext(1, status(status), RequestMatch.path(NOTHING));
      Report report = desk.check();
      assertTrue(sentences(report, Status.RIGHT).contains(MAY_WRITE), () -> all(report));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 409, 429, 500})
  void token_whoseRightsSmartrrDoesntTell_saysWhatCouldntBeVerified(int status) {
    desk.smartrr.faults().add(status(status), RequestMatch.path(NOTHING));

    Report report = desk.connect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.contains("Whether it may change them couldn't be verified")),
        () -> all(report));
  }

  @Test
  void token_aPageRefusesTheWriting_isNoVerdictOnIt() {
    desk.smartrr
        .faults()
        .add(status(403).body("<html>Just a moment...</html>"), RequestMatch.path(NOTHING));

    Report report = desk.connect();

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertTrue(
        sentences(report, Status.WARNING).stream()
            .anyMatch(line -> line.contains("by something in front of the partner")),
        () -> all(report));
  }

  @Test
  void smartrr_isBehindABotCheck_isSaidAndNothingOfTheToken() {
    desk.smartrr.faults().add(status(403).body("<html>Just a moment...</html>"));

    Report report = desk.connect();

    assertOnly(report, Part.STORE, "Something in front of Smartrr answers at");
    assertNothingIsMade(report);
  }

  private static com.gorgiassmartrr.sandbox.smartrr.Fault status(int status) {
    return com.gorgiassmartrr.sandbox.smartrr.Fault.status(status);
  }

  @ParameterizedTest
  @EnumSource(
      value = Rights.class,
      names = {"READ", "NONE"})
  void key_withoutRights_saysWhoMay(Rights rights) {
    desk.gorgias.behaviour().rights(rights);

    Report report = desk.connect();

    assertOnly(report, Part.GORGIAS_API_KEY, "only an admin may");
    desk.gorgias.behaviour().rights(Rights.ADMIN);
    assertEquals(List.of(), desk.integrations());
    assertEquals(Map.of(), desk.files.read(STORE), "the settings are as they were");
    assertNothingSecret(report);
  }

  /** The integration is allowed, and the widget is not. */
  @Test
  void widget_isRefused_nothingIsHalfMade() {
    desk.gorgias.faults().always(Fault.status(403).on("POST", "/api/widgets"));

    Report report = desk.connect();

    assertEquals(1, wrong(report).size(), () -> all(report));
    assertEquals(List.of(), desk.integrations());
    assertEquals(Map.of(), desk.files.read(STORE));
  }

  @Test
  void update_isRefused_settingsAreAsBefore() {
    desk.connect();
    Map<String, String> before = desk.files.read(STORE);
    desk.gorgias.behaviour().rights(Rights.READ);

    Report report = desk.connection().connect(Form.of(STORE), true, step -> {});

    assertEquals(1, wrong(report).size(), () -> all(report));
    assertEquals(before, desk.files.read(STORE));
  }

  @Test
  void domain_isUnknown_saysWhatADomainIs() {
    desk.gorgias.faults().always(Fault.of(Kind.NO_ACCOUNT));

    Report report = desk.connect();

    assertOnly(report, Part.GORGIAS_DOMAIN, "There is no Gorgias account at " + desk.gorgias.url());
    assertNothingIsMade(report);
  }

  @Test
  void fields_pastedWithInvisibleCharactersAround_areTakenWithoutThem() {
    Form form = desk.form();
    Report report =
        desk.connect(
            new Form(
                STORE,
                pasted(form.gorgiasDomain()),
                pasted(form.gorgiasUser()),
                new Secret(pasted(revealed(form.gorgiasApiKey()))),
                new Secret(pasted(revealed(form.smartrrToken()))),
                pasted(form.publicUrl())));

    assertEquals(List.of(), wrong(report), () -> all(report));
    assertEquals(List.of(), wrong(desk.check()), "what was kept is without them as well");
  }

  private static String pasted(@Nullable String text) {
    return "\ufeff\u00a0" + text + "\u200b";
  }

  private static String revealed(@Nullable Secret secret) {
    return secret == null ? "" : secret.reveal();
  }

  @Test
  void user_withAnInvisibleCharacterInIt_isSaidWithoutRepeatingIt() {
    Form form = desk.form();
    Report report =
        desk.connect(typed(form.gorgiasDomain(), "bot\u200b@acme.example", form.publicUrl()));

    assertOnly(report, Part.GORGIAS_USER, "It holds a character that nobody sees: type it anew.");
    assertFalse(all(report).contains("acme.example"), () -> all(report));
    assertNothingIsMade(report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ac me", "acme@gorgias.com", "https://", "acme.example.com", "ac_me", "-"})
  void domain_canBeNone_isSaidWithoutRepeatingIt(String typed) {
    Form form = desk.form();
    Report report = desk.connect(typed(typed, form.gorgiasUser(), form.publicUrl()));

    assertOnly(report, Part.GORGIAS_DOMAIN, "The Gorgias domain can't be one");
    assertFalse(typed.contains("ac") && all(report).contains(typed), () -> all(report));
    assertNothingIsMade(report);
  }

  @Test
  void fields_areMissing_eachIsSaid() {
    Report report = desk.connect(Form.of(STORE));

    assertEquals(
        List.of(Part.GORGIAS_DOMAIN, Part.GORGIAS_USER, Part.GORGIAS_API_KEY, Part.SMARTRR_TOKEN),
        report.steps().stream().map(Step::part).toList());
    assertEquals(List.of(), desk.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://bridge.example.com/path", "bridge example", "ftp://x.example.com", "?"})
  void publicUrl_canBeNone_isSaid(String typed) {
    Report report = desk.connect(desk.form(typed));

    assertOnly(report, Part.PUBLIC_URL, "write it like https://bridge.example.com");
    assertNothingIsMade(report);
  }

  /** A Gorgias that isn't on this machine, as the one of every real account. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:8080|it is an address of this machine alone.",
        "https://10.1.2.3|it is an address of a private network.",
        "http://bridge.example.com|customers' data would travel unencrypted."
      })
  void publicUrl_thatGorgiasCantReach_isAWarning(String url, String words) {
    desk.settings.put("camel.component.https.connect-timeout", "200");
    Form form = desk.form(url);
    Report report = desk.connect(typed("http://192.0.2.1:9", form.gorgiasUser(), form.publicUrl()));

    List<String> warnings = sentences(report, Status.WARNING);
    assertEquals(1, warnings.size(), () -> all(report));
    assertTrue(warnings.get(0).endsWith(words), () -> all(report));
    assertNothingIsMade(report);
  }

  @Test
  void key_pastedWithALineEnd_isAccepted() {
    Form form = desk.form();
    Report report =
        desk.connect(
            with(
                form,
                new Secret(desk.gorgias.apiKey() + "\n"),
                new Secret(" " + desk.smartrr.token())));

    assertEquals(List.of(), wrong(report));
  }

  /** A folder that can't be made is refused by the system as a full disk is. */
  @Test
  void settings_cannotBeWritten_isOneSentenceAndNothingIsMade() throws IOException {
    Path folder = Path.of(desk.settings().get("stores.folder"));
    Files.writeString(folder, "a file where the folder is to be");

    Report report = desk.connect();

    assertEquals(1, wrong(report).size(), () -> all(report));
    assertTrue(wrong(report).get(0).contains(folder.toString()), () -> all(report));
    assertTrue(wrong(report).get(0).contains(" can't be written: "), () -> all(report));
    assertEquals(List.of(), desk.changes());
  }

  @Test
  void environment_saysOtherwise_isSaid() {
    desk.environment.put("STORE_ACME_SMARTRR_TOKEN", "another-token");

    Report report = desk.connect();

    assertOnly(report, Part.SMARTRR_TOKEN, "STORE_ACME_SMARTRR_TOKEN is set to something else");
    assertNothingIsMade(report);
  }

  @Test
  void environment_saysTheSame_isNotCopiedIntoTheFile() {
    desk.environment.put("STORE_ACME_SMARTRR_TOKEN", desk.smartrr.token());

    assertEquals(List.of(), wrong(desk.connect()));
    assertFalse(desk.files.read(STORE).containsKey("store.acme.smartrr.token"));
  }

  @Test
  void smartrr_isDown_isSaid() {
    desk.smartrr.faults().add(com.gorgiassmartrr.sandbox.smartrr.Fault.of(FaultKind.DOWN));

    Report report = desk.connect();

    assertOnly(report, Part.STORE, "Smartrr can't be reached at " + desk.smartrr.url());
    desk.smartrr.faults().clear();
    assertNothingIsMade(report);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DOWN", "HANG", "HTML", "MALFORMED", "RESET_BEFORE_EFFECT", "HALF_BODY"})
  void gorgias_fails_isSaid(Kind kind) {
    desk.gorgias.faults().always(Fault.of(kind));

    Report report = desk.connect();

    assertEquals(1, wrong(report).size(), () -> all(report));
    desk.gorgias.faults().clear();
    assertNothingIsMade(report);
  }

  @Test
  void template_hasAMistake_nothingIsMade(@TempDir Path folder) throws IOException {
    Path layout = folder.resolve("widget.yaml");
    Files.writeString(layout, "title: Smartrr\nnonsense: 1\n");
    desk.settings.put("widget.layout", layout.toString());

    Report report = desk.connect();

    assertOnly(report, Part.WIDGET, layout + ", line 2");
    assertNothingIsMade(report);
  }

  @Test
  void anotherConnect_isAtWork_isSaid() {
    try (StoreFiles.Lock lock = desk.files.lock()) {
      assertNotNull(lock);
      Report report = desk.connect();

      assertOnly(report, Part.STORE, "Another connect or disconnect is at work");
      assertEquals(List.of(), desk.requests());
    }
    assertEquals(List.of(), wrong(desk.connect()));
  }

  /** The form with these fields, and credentials that are right. */
  private Form typed(@Nullable String domain, @Nullable String user, @Nullable String publicUrl) {
    Form form = desk.form();
    return new Form(STORE, domain, user, form.gorgiasApiKey(), form.smartrrToken(), publicUrl);
  }

  private static Form with(Form form, @Nullable Secret key, @Nullable Secret token) {
    return new Form(STORE, form.gorgiasDomain(), form.gorgiasUser(), key, token, form.publicUrl());
  }

  private static void assertOnly(Report report, Part part, String words) {
    List<Step> wrong =
        report.steps().stream().filter(step -> step.status() == Status.WRONG).toList();
    assertEquals(1, wrong.size(), () -> all(report));
    assertEquals(part, wrong.get(0).part(), () -> all(report));
    assertTrue(wrong.get(0).sentence().contains(words), () -> all(report));
  }

  private void assertNothingIsMade(Report report) {
    assertEquals(List.of(), desk.changes());
    assertEquals(Map.of(), desk.files.read(STORE));
    assertTrue(
        desk.smartrr.requests().list().stream()
            .filter(RecordedRequest::isWrite)
            .allMatch(request -> request.path().startsWith(NOTHING)));
    assertNothingSecret(report);
  }

  private void assertNothingSecret(Report report) {
    String told = all(report);
    desk.secrets().forEach(secret -> assertFalse(told.contains(secret), told));
    assertFalse(told.contains("a-wrong-"), told);
  }
}
