package com.gorgiassmartrr.note;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.gorgiassmartrr.gorgias.GorgiasCalls.Reply;
import com.gorgiassmartrr.ledger.NewNote;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.note.NoteCall.Claim;
import com.gorgiassmartrr.note.NoteDecision.Delays;
import com.gorgiassmartrr.note.NoteOutcome.GivenUp;
import com.gorgiassmartrr.note.NoteOutcome.InTurn;
import com.gorgiassmartrr.note.NoteOutcome.Later;
import com.gorgiassmartrr.note.NoteOutcome.Written;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided about a note, case by case, without a server, a ledger or Gorgias. */
final class NoteDecisionTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:14:03Z");
  private static final Duration SETTLE = Duration.ofMillis(200);
  private static final Duration OF_ACCOUNT = Duration.ofMillis(7);
  private static final Duration OF_NOTE = Duration.ofMillis(30);
  private static final GorgiasAccount ACCOUNT = account("https://acme.gorgias.com");

  private final NoteDecision decisions = new NoteDecision("acme", NoteDesk.settings());

  private static GorgiasAccount account(String url) {
    return new GorgiasAccount(URI.create(url), "robin@example.com", new Secret("key"));
  }

  private static Note note(String ticket, boolean tried) {
    return new Note(
        1,
        "press-1",
        "ABCD2345",
        new NewNote("acme", ticket, "{}"),
        "https://old.gorgias.com",
        NoteState.PENDING,
        tried,
        tried ? 1 : 0,
        null,
        "",
        "");
  }

  private static NoteCall call(boolean tried, @Nullable GorgiasAccount account) {
    Claim claim = new Claim("owner", AT.plusSeconds(5), account);
    return NoteCall.first(note("777", tried), claim, 100);
  }

  /** The call that is made: {@code search}, {@code write}, or {@code write} after a search. */
  private static NoteCall call(String what) {
    NoteCall first = call(!what.equals("write"), ACCOUNT);
    return what.equals("write-searched") ? first.writing() : first;
  }

  private NoteOutcome begin(NoteCall call) {
    return decisions.begin(call, ACCOUNT, false, AT);
  }

  @ParameterizedTest
  @CsvSource({"write, write", "search, seek", "write-searched, write"})
  void note_isOurs_isSoughtWhereAnEarlierTryMayHaveWrittenIt(String what, String word) {
    assertEquals(word, begin(call(what)).word());
  }

  @Test
  void store_hasNoAccount_noteIsGivenUpAsNotConfigured() {
    assertEquals(
        new GivenUp(NoteState.NOT_CONFIGURED, "The store has no Gorgias account.", false),
        decisions.begin(call(false, null), null, false, AT));
  }

  @ParameterizedTest
  @CsvSource({"write, false", "search, true", "write-searched, false"})
  void account_wasSetAnew_noteIsGivenBackAsItWas(String what, boolean mayBeThere) {
    NoteOutcome outcome =
        decisions.begin(call(what), account("https://new.gorgias.com"), false, AT);

    assertEquals(
        new Later(
            Duration.ZERO,
            Duration.ZERO,
            mayBeThere,
            false,
            false,
            "The store's account was set anew.",
            ""),
        outcome);
  }

  @Test
  void ticket_isOfAnotherAccount_noteIsGivenUp() {
    assertEquals(
        new GivenUp(
            NoteState.FAILED,
            "Its ticket is in the account https://old.gorgias.com, and the store has another one"
                + " now.",
            false),
        decisions.begin(call("write"), ACCOUNT, true, AT));
  }

  @ParameterizedTest
  @CsvSource({"1/../2", "1?x=1", "-1", "abc", "1234567890123456789"})
  void ticket_isNoNumber_noteIsGivenUp(String ticket) {
    Claim claim = new Claim("owner", AT.plusSeconds(5), ACCOUNT);

    assertEquals(
        new GivenUp(NoteState.FAILED, "The ticket's id isn't a number.", false),
        begin(NoteCall.first(note(ticket, false), claim, 100)));
  }

  /** Whoever takes it over then would search before the note can be seen. */
  @Test
  void lease_isNearlyOver_nothingIsWritten() {
    Instant late = AT.plusSeconds(5).minus(SETTLE).plusMillis(1);

    assertEquals("later", decisions.begin(call("write"), ACCOUNT, false, late).word());
    assertEquals("seek", decisions.begin(call("search"), ACCOUNT, false, late).word());
  }

  private NoteOutcome judge(String what, String json) throws Exception {
    JsonNode answer = new ObjectMapper().readTree(json);
    return judge(what, new Reply(answer, null, "", null));
  }

  private NoteOutcome judge(String what, Reply reply) {
    return decisions.judge(call(what), reply, new Delays(OF_ACCOUNT, OF_NOTE));
  }

  private NoteOutcome failed(String what, PartnerFailure failure) {
    return judge(what, new Reply(MissingNode.getInstance(), failure, "Gorgias's reason.", null));
  }

  private static PartnerFailure status(int status, Map<String, String> headers) {
    return PartnerFailure.of(
        new HttpOperationFailedException("https://x", status, "", null, headers, "{}"),
        InstantSource.system());
  }

  @Test
  void written_isKnownByTheMessage() throws Exception {
    assertEquals(new Written("987"), judge("write", "{\"id\": 987}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id': 5, 'channel': 'internal-note', 'external_id': 'gorgias-smartrr-ABCD2345'}",
        "{'id': 5, 'channel': 'internal-note', 'meta': {'gorgias_smartrr_reference': 'ABCD2345'}}",
        "{'id': 5, 'channel': 'internal-note', 'body_text': 'Skipped.\\n[ref ABCD2345]'}"
      })
  void sought_isThere_isWritten(String message) throws Exception {
    String json = message.replace('\'', '"');

    assertEquals(new Written("5"), judge("search", "{\"data\": [{\"id\": 4}, " + json + "]}"));
  }

  @Test
  void sought_isNotThere_isWrittenInItsTurn() throws Exception {
    String other =
        "{\"id\": 5, \"channel\": \"internal-note\", \"body_text\": \"[ref ABCD2345/2]\"}";

    assertEquals(
        new InTurn(call("write-searched")), judge("search", "{\"data\": [" + other + "]}"));
  }

  @Test
  void sought_andThereIsMore_isSoughtOnTheNextPage() throws Exception {
    assertEquals(
        new InTurn(call("search").nextPage("abc")),
        judge("search", "{\"data\": [], \"meta\": {\"next_cursor\": \"abc\"}}"));
  }

  @Test
  void sought_answerIsNoList_isTriedLater() throws Exception {
    assertEquals(
        new Later(
            OF_NOTE,
            OF_ACCOUNT,
            true,
            true,
            true,
            "Gorgias failed: the list of messages is none.",
            ""),
        judge("search", "{}"));
  }

  /** A write that may have been done is settled before the ticket is searched for it. */
  @ParameterizedTest
  @CsvSource({
    "write, 200, true, false",
    "write-searched, 200, true, false",
    "search, 30, true, true"
  })
  void gorgias_doesntAnswer_isTriedLater(
      String what, long delay, boolean mayBeThere, boolean isCounted) {
    assertEquals(
        new Later(
            Duration.ofMillis(delay),
            OF_ACCOUNT,
            mayBeThere,
            isCounted,
            true,
            "Gorgias failed: no answer.",
            ""),
        failed(what, new PartnerFailure(Kind.TIMEOUT, "no answer")));
  }

  @Test
  void call_wasCertainlyNotSent_noteIsAsUntriedAsBefore() {
    assertEquals(
        new Later(OF_NOTE, OF_ACCOUNT, false, false, true, "Gorgias failed: refused.", ""),
        failed("write", PartnerFailure.notSent(Kind.UNREACHABLE, "refused")));
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "3, 3000", "7200, 3600000"})
  void limit_isUsedUp_accountWaitsAsLongAsGorgiasSays(int told, long waited) {
    Map<String, String> headers =
        told == 0 ? Map.of() : Map.of("Retry-After", Integer.toString(told));
    Duration delay = Duration.ofMillis(waited);

    assertEquals(
        new Later(delay, delay, false, false, true, "Gorgias takes no more requests for now.", ""),
        failed("write", status(429, headers)));
  }

  @Test
  void key_isRefused_allWaitAndAPersonIsTold() {
    Duration pause = NoteDesk.settings().credentialsPause();
    String problem =
        "Gorgias refuses the API key of the store acme; renew it and set store.acme.gorgias.user"
            + " and store.acme.gorgias.api-key.";

    assertEquals(
        new Later(pause, pause, false, false, true, problem, problem),
        failed("write", status(401, Map.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write | 404 | The ticket is gone (status 404). Gorgias's reason. | true",
        "write | 400 | Gorgias refuses the note (status 400). Gorgias's reason. | true",
        "write | 403 | Gorgias refuses the note (status 403). Gorgias's reason. | true",
        "write | 413 | Gorgias refuses the note (status 413). Gorgias's reason. | false",
        "write-searched | 409 | Gorgias refuses the note (status 409). Gorgias's reason. | true",
        "search | 403 | Gorgias doesn't show the ticket's messages, so it isn't known whether the"
            + " note is there (status 403). Gorgias's reason. | true"
      })
  void gorgias_refuses_noteIsGivenUpUnlessAllAreRefused(
      String what, int status, String why, boolean isRefusal) {
    assertEquals(
        new GivenUp(NoteState.FAILED, why, isRefusal), failed(what, status(status, Map.of())));
  }

  /** The writing tells. */
  @Test
  void sought_ticketIsGone_isWrittenInItsTurn() {
    assertEquals(new InTurn(call("write-searched")), failed("search", status(404, Map.of())));
  }

  /** It may be there: some accounts answer a repeat so. */
  @Test
  void gorgias_knowsOfAnotherLikeIt_isSoughtLater() {
    assertEquals(
        new Later(
            SETTLE, Duration.ZERO, true, false, false, "Gorgias answers with status 409.", ""),
        failed("write", status(409, Map.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 30, false, true",
    "true, false, 30, false, false",
    "true, true, 200, true, false"
  })
  void route_makesAMistake_noteIsTriedLater(
      boolean isMarked, boolean isSent, long delay, boolean mayBeThere, boolean isCounted) {
    assertEquals(
        new Later(
            Duration.ofMillis(delay), Duration.ZERO, mayBeThere, isCounted, false, "Why.", ""),
        decisions.broken(call("write"), isMarked, isSent, OF_NOTE, "Why."));
  }
}
