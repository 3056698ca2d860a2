package com.gorgiassmartrr.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.gorgias.GorgiasCalls;
import com.gorgiassmartrr.gorgias.GorgiasCalls.Reply;
import com.gorgiassmartrr.gorgias.Usage;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Note;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.note.NoteRefusals.Refused;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.SendWindow;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one note, call by call: where it may be on the ticket already, the ticket's messages are
 * searched first. Whatever a call brings is recorded in the ledger before the next one.
 */
final class NoteWriter {
  private static final Logger LOG = LoggerFactory.getLogger(NoteWriter.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TICKET = Pattern.compile("[0-9]{1,18}");
  private static final String META = "gorgias_smartrr_reference";

  /** Among how many messages a note is looked for; it is among the newest. */
  private static final int MOST_MESSAGES = 1000;

  /** How many are asked for at once where Gorgias didn't tell more in time. */
  private static final int SMALL_PAGE = 25;

  /** The status of a note that is too large, which says nothing of the others. */
  private static final int TOO_LARGE = 413;

  /** The longest wait that we let Gorgias impose; more is taken for a mistake. */
  private static final Duration LONGEST_TOLD = Duration.ofHours(1);

  private final String store;
  private final Stores stores;
  private final GorgiasCalls gorgias;
  private final Ledger ledger;
  private final NoteSettings settings;
  private final InstantSource clock;

  /** How many calls in a row brought nothing, whichever note they were for. */
  private int failuresInRow;

  /** For how many notes, as far as it matters: a few that fail for ever are no outage. */
  private final Set<Long> failingInRow = new HashSet<>();

  /** Guarded by itself; what follows from a refusal is done before the next one counts. */
  private final NoteRefusals refusals = new NoteRefusals();

  /** The address of the account that is kept as one that let us in. */
  private volatile String letIn = "";

  NoteWriter(
      String store,
      Stores stores,
      GorgiasCalls gorgias,
      Ledger ledger,
      NoteSettings settings,
      InstantSource clock) {
    this.store = store;
    this.stores = stores;
    this.gorgias = gorgias;
    this.ledger = ledger;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The next call for a note: a page of its ticket to be searched, or the writing itself.
   *
   * @param claim under which the note is ours
   * @param isSearch whether the ticket is searched
   * @param cursor where the page begins; empty for the newest messages
   * @param size how many messages the page has
   * @param seen how many were looked at before it
   * @param isSearched whether the ticket was searched without finding the note
   */
  record Step(
      Note note,
      Claim claim,
      boolean isSearch,
      String cursor,
      int size,
      int seen,
      boolean isSearched) {
    Step nextPage(String nextCursor) {
      return new Step(note, claim, true, nextCursor, size, seen + size, false);
    }

    Step smaller() {
      return new Step(note, claim, true, cursor, size / 2, seen, false);
    }

    Step writing() {
      return new Step(note, claim, false, "", 0, 0, true);
    }
  }

  /**
   * What makes notes ours for a while.
   *
   * @param owner a name of this claim alone
   * @param until when they may be somebody else's
   * @param account where they are written
   */
  record Claim(String owner, Instant until, GorgiasAccount account) {}

  /**
   * What a call brought.
   *
   * @param next the note's next call; null when nothing is left to do about it for now
   * @param pause how long the account is to be left alone; zero for not at all
   * @param usage how much of the account's limit is used; null where nobody said
   * @param problem why Gorgias doesn't let us in; empty when it does; null when it isn't known
   */
  record Result(
      @Nullable Step next, Duration pause, @Nullable Usage usage, @Nullable String problem) {
    static final Result NOTHING_SENT = new Result(null, Duration.ZERO, null, null);
  }

  /**
   * Claims notes that are due.
   *
   * @return the first call for each that needs one; null when no note is due
   */
  @Nullable List<Step> claim(int most) {
    Store current = stores.named(store);
    if (current == null) {
      return null;
    }
    String owner = ledger.newOwner();
    Instant until = clock.instant().plus(settings.lease());
    List<Note> notes = ledger.claimNotes(store, owner, settings.lease(), most);
    if (notes.isEmpty()) {
      return null;
    }
    GorgiasAccount account = current.gorgias();
    List<Step> steps = new ArrayList<>();
    for (Note note : notes) {
      if (account == null) {
        ledger.noteEnded(
            note.id(), owner, NoteState.NOT_CONFIGURED, "The store has no Gorgias account.");
      } else if (!isTicketId(note.content().ticketId())) {
        end(note, owner, "The ticket's id isn't a number.");
      } else if (isOfAnotherAccount(note, account)) {
        end(
            note,
            owner,
            "Its ticket is in the account "
                + note.account()
                + ", and the store has another one now.");
      } else {
        Claim claim = new Claim(owner, until, account);
        steps.add(new Step(note, claim, note.tried(), "", pageSize(note), 0, false));
      }
    }
    return steps;
  }

  /**
   * Whether the ticket is one of another account. An account that never let the store in was a
   * wrong setting; what was pressed meanwhile is of the one that was meant.
   */
  private boolean isOfAnotherAccount(Note note, GorgiasAccount account) {
    return !note.account().isEmpty()
        && !note.account().equals(account.address())
        && ledger.wasLetIn(store, note.account());
  }

  /** A ticket of long messages may take too long to be told at once. */
  private int pageSize(Note note) {
    return note.attempts() > 2 ? Math.min(SMALL_PAGE, settings.pageSize()) : settings.pageSize();
  }

  /** Makes a claimed note free for others, as it is. */
  void giveBack(Step step) {
    postpone(step, Duration.ZERO, mayBeThere(step), 0, "The server stopped.");
  }

  /** Makes a call and records what it brought. */
  Result run(Step step) {
    Store current = stores.named(store);
    if (current == null || !step.claim().account().equals(current.gorgias())) {
      postpone(step, Duration.ZERO, mayBeThere(step), 0, "The store's account was set anew.");
      return Result.NOTHING_SENT;
    }
    long takenBefore = taken();
    Result result = step.isSearch() ? search(step, takenBefore) : write(step, takenBefore);
    if ("".equals(result.problem())) {
      keepLetIn(step.claim().account().address());
    }
    return result;
  }

  private void keepLetIn(String account) {
    if (!account.equals(letIn)) {
      try {
        ledger.letIn(store, account);
        letIn = account;
      } catch (LedgerUnavailable e) {
        LOG.warn("{}: that Gorgias lets us in can't be kept yet: {}", store, e.getMessage());
      }
    }
  }

  private Result search(Step step, long takenBefore) {
    Note note = step.note();
    Reply reply = findMessages(note.content().ticketId(), step);
    if (reply.failure() != null) {
      return reply.failure().isTooLarge() && step.size() > 1
          ? succeeded(reply, step.smaller())
          : failed(step, reply, reply.failure(), takenBefore);
    }
    JsonNode messages = reply.json().path("data");
    if (!messages.isArray()) {
      return failed(
          step,
          reply,
          new PartnerFailure(Kind.MALFORMED, "the list of messages is none"),
          takenBefore);
    }
    for (JsonNode message : messages) {
      if (isOf(message, note)) {
        return written(note, message, reply);
      }
    }
    String cursor = reply.json().path("meta").path("next_cursor").asText("");
    boolean isLast =
        cursor.isEmpty() || cursor.equals("null") || step.seen() + step.size() >= MOST_MESSAGES;
    return succeeded(reply, isLast ? step.writing() : step.nextPage(cursor));
  }

  private Result write(Step step, long takenBefore) {
    Note note = step.note();
    if (clock.instant().plus(settings.settle()).isAfter(step.claim().until())) {
      postpone(step, Duration.ZERO, mayBeThere(step), 0, "It had to wait for too long.");
      return Result.NOTHING_SENT;
    }
    GorgiasAccount account = step.claim().account();
    String ticket = note.content().ticketId();
    Reply reply;
    try (Permit permit =
        ledger.noteTrying(
            note.id(),
            step.claim().owner(),
            SendWindow.LENGTH.plus(settings.settle()),
            Write.to(account.url(), "POST", "/api/tickets/" + ticket + "/messages"))) {
      reply =
          gorgias.write(
              store, "gorgias-add-note", Map.of("ticket", ticket), message(note, account), permit);
    }
    return reply.failure() == null
        ? written(note, reply.json(), reply)
        : failed(step, reply, reply.failure(), takenBefore);
  }

  /** Asks for a page of a ticket's messages, the newest first. */
  private Reply findMessages(String ticket, Step step) {
    String page =
        step.cursor().isEmpty()
            ? ""
            : "&cursor=" + URLEncoder.encode(step.cursor(), StandardCharsets.UTF_8);
    return gorgias.read(
        store,
        "gorgias-find-messages",
        Map.of("ticket", ticket, "size", Integer.toString(step.size()), "cursor", page));
  }

  /** Whether it can be a ticket's id; nothing else is ever put into a path. */
  private static boolean isTicketId(String text) {
    return TICKET.matcher(text).matches();
  }

  private static ObjectNode message(Note note, GorgiasAccount account) {
    ObjectNode message = JSON.createObjectNode();
    message.put("channel", "internal-note");
    message.put("via", "api");
    message.put("from_agent", true);
    message.put("public", false);
    message.putObject("sender").put("email", account.user());
    message.put("body_text", NoteText.marked(note.content().text(), note.mark()));
    message.put("body_html", NoteText.markedHtml(note.content().html(), note.mark()));
    message.put("external_id", externalId(note));
    message.putObject("meta").put(META, note.mark());
    return message;
  }

  private static String externalId(Note note) {
    return "gorgias-smartrr-" + note.mark().replace('/', '-');
  }

  /** Any one of the three marks is enough: Gorgias promises to keep none of them. */
  private static boolean isOf(JsonNode message, Note note) {
    return message.path("channel").asText("").equals("internal-note")
        && (message.path("external_id").asText("").equals(externalId(note))
            || message.path("meta").path(META).asText("").equals(note.mark())
            || message.path("body_text").asText("").contains(NoteText.marker(note.mark())));
  }

  private Result written(Note note, JsonNode message, Reply reply) {
    synchronized (refusals) {
      refusals.accepted(note);
    }
    Result result = succeeded(reply, null);
    ledger.noteWritten(note.id(), message.path("id").asText(""));
    LOG.info("{}: the note of press {} is written", store, note.pressId());
    return result;
  }

  /** That Gorgias answers is no sign that it takes notes, where it has just refused several. */
  private Result succeeded(Reply reply, @Nullable Step next) {
    synchronized (this) {
      failuresInRow = 0;
      failingInRow.clear();
    }
    synchronized (refusals) {
      String problem = refusals.isOfTheAccount() ? null : "";
      return new Result(next, Duration.ZERO, reply.usage(), problem);
    }
  }

  private Result failed(Step step, Reply reply, PartnerFailure failure, long takenBefore) {
    return switch (failure.kind()) {
      case CREDENTIALS ->
          failure.status() == 403
              ? refused(step, reply, takenBefore)
              : notAdmitted(step, reply, failure);
      case REFUSED -> refused(step, reply, takenBefore);
      case THROTTLED -> {
        Duration wish = failure.retryAfter();
        Duration wait = wish.isZero() ? delay(failures(step.note())) : shorter(wish, LONGEST_TOLD);
        String why = "Gorgias takes no more requests for now.";
        yield postponed(step, reply, wait, wait, mayBeThere(step), why);
      }
      case UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED -> {
        // A ticket that fails for ever mustn't keep the others' notes waiting.
        Duration pause = delay(failuresOfAll());
        boolean isUnknown = !step.isSearch() && !failure.isCertainlyNotSent();
        Duration least = isUnknown ? longer(pause, settings.settle()) : pause;
        Duration wait = longer(least, delay(failures(step.note())));
        String why = (failure.isOurs() ? "" : "Gorgias failed: ") + failure.getMessage() + ".";
        yield postponed(step, reply, wait, pause, isUnknown || mayBeThere(step), why);
      }
    };
  }

  private Result refused(Step step, Reply reply, long takenBefore) {
    int status = Optional.ofNullable(reply.failure()).map(PartnerFailure::status).orElse(0);
    // It answered, so it lets us in; whether it takes this note is another matter.
    Result result = succeeded(reply, null);
    if (status == 408 || (status == 409 && !step.isSearch() && !step.isSearched())) {
      boolean isThere = !step.isSearch() || mayBeThere(step);
      int moreAttempts = step.isSearch() ? 1 : 0;
      String why = "Gorgias answers with status " + status + ".";
      postpone(step, settings.settle(), isThere, moreAttempts, why);
      return result;
    }
    if (status == 404 && step.isSearch()) {
      // A ticket that is gone has no messages; the writing will tell.
      return new Result(step.writing(), Duration.ZERO, reply.usage(), result.problem());
    }
    String what =
        step.isSearch()
            ? "Gorgias doesn't show the ticket's messages, so it isn't known whether the note is"
                + " there"
            : status == 404 ? "The ticket is gone" : "Gorgias refuses the note";
    String why = what + " (status " + status + "). " + reply.reason();
    if (status == TOO_LARGE) {
      end(step.note(), step.claim().owner(), why);
      return result;
    }
    return refusedForGood(step, reply, why.strip(), takenBefore);
  }

  private long taken() {
    synchronized (refusals) {
      return refusals.taken();
    }
  }

  /**
   * Gives the note up, or has it wait with those before it where the account is what is refused.
   */
  private Result refusedForGood(Step step, Reply reply, String why, long takenBefore) {
    Note note = step.note();
    synchronized (refusals) {
      refusals.areOf(step.claim().account());
      boolean tried = mayBeThere(step);
      Refused refused = new Refused(note, step.claim().owner(), tried, takenBefore);
      if (refusals.isToBeGivenUp(refused)) {
        end(note, step.claim().owner(), why);
        return succeeded(reply, null);
      }
      if (!refusals.isOfTheAccount()) {
        postpone(step, settings.retryDelay(), tried, step.isSearch() ? 1 : 0, why);
        return succeeded(reply, null);
      }
      Duration pause = settings.credentialsPause();
      String problem =
          "Gorgias refuses the notes of the store "
              + store
              + ", several in a row: "
              + (why.endsWith(".") ? why : why + ".")
              + " They wait; see that the user in store."
              + store
              + ".gorgias.user is still there and may write notes.";
      Instant next = clock.instant().plus(pause);
      for (Refused earlier : refusals.givenUp()) {
        ledger.noteReopened(earlier.note().id(), earlier.owner(), next, earlier.tried(), why);
        refusals.reopened(earlier);
      }
      postpone(step, pause, tried, step.isSearch() ? 1 : 0, why);
      LOG.warn("{}: the notes wait, that of press {} too: {}", store, note.pressId(), why);
      return new Result(null, pause, reply.usage(), problem);
    }
  }

  private Result notAdmitted(Step step, Reply reply, PartnerFailure failure) {
    String prefix = "store." + store + ".gorgias.";
    String problem =
        failure.status() == 401
            ? "Gorgias refuses the API key of the store "
                + store
                + "; renew it and set "
                + prefix
                + "user and "
                + prefix
                + "api-key."
            : "There is no Gorgias account at the address of the store "
                + store
                + "; set "
                + prefix
                + "domain.";
    Duration pause = settings.credentialsPause();
    postponed(step, reply, pause, pause, mayBeThere(step), problem);
    return new Result(null, pause, reply.usage(), problem);
  }

  private Result postponed(
      Step step, Reply reply, Duration wait, Duration pause, boolean tried, String why) {
    synchronized (this) {
      failuresInRow++;
      if (failingInRow.size() <= settings.connections()) {
        failingInRow.add(step.note().id());
      }
    }
    // An attempt to write it was counted when it began.
    postpone(step, wait, tried, step.isSearch() ? 1 : 0, why);
    LOG.warn("{}: the note of press {} is postponed: {}", store, step.note().pressId(), why);
    return new Result(null, pause, reply.usage(), null);
  }

  /** Whether the note may stand on the ticket, were it not for the call that is just made. */
  private static boolean mayBeThere(Step step) {
    return step.note().tried() && !step.isSearched();
  }

  private void postpone(Step step, Duration wait, boolean tried, int moreAttempts, String why) {
    Note note = step.note();
    Instant next = clock.instant().plus(wait);
    ledger.notePostponed(note.id(), step.claim().owner(), next, tried, moreAttempts, why);
  }

  private void end(Note note, String owner, String why) {
    ledger.noteEnded(note.id(), owner, NoteState.FAILED, why.strip());
    LOG.warn("{}: the note of press {} is given up: {}", store, note.pressId(), why);
  }

  /** How often in a row all calls that were made at once failed, for more notes than these. */
  private synchronized int failuresOfAll() {
    return failingInRow.size() <= settings.connections()
        ? 0
        : failuresInRow / settings.connections();
  }

  private int failures(Note note) {
    return Math.max(failuresOfAll(), note.attempts());
  }

  /** Grows with the failures, and is spread so that stores and replicas don't come back at once. */
  private Duration delay(int failures) {
    Duration grown = settings.retryDelay().multipliedBy(1L << Math.min(failures, 20));
    long most = shorter(grown, settings.longestDelay()).toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
