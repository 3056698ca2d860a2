package com.gorgiassmartrr.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.followup.Backoff;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.gorgias.GorgiasCalls.Reply;
import com.gorgiassmartrr.ledger.NoteState;
import com.gorgiassmartrr.note.NoteCall.Claim;
import com.gorgiassmartrr.note.NoteOutcome.GivenUp;
import com.gorgiassmartrr.note.NoteOutcome.InTurn;
import com.gorgiassmartrr.note.NoteOutcome.Later;
import com.gorgiassmartrr.note.NoteOutcome.Seek;
import com.gorgiassmartrr.note.NoteOutcome.Write;
import com.gorgiassmartrr.note.NoteOutcome.Written;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is done about a note, from what is known of it and nothing else.
 *
 * <p>A note that an earlier try may have written is sought on its ticket, and is written again only
 * when it isn't there.
 */
final class NoteDecision {
  /** Among how many messages a note is looked for; it is among the newest. */
  private static final int MOST_MESSAGES = 1000;

  /** Gorgias's status for a note that is too large. It says nothing about other notes. */
  private static final int TOO_LARGE = 413;

  private final String store;
  private final NoteSettings settings;

  NoteDecision(String store, NoteSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /**
   * How long is waited after one more failure.
   *
   * @param account for how long all of the account's notes wait
   * @param note for how long this note waits
   */
  record Delays(Duration account, Duration note) {}

  /**
   * Decides how a call begins.
   *
   * @param current the store's account as it is now; null: it has none
   * @param isOfAnotherAccount whether the ticket is in an account that the store had before
   */
  NoteOutcome begin(
      NoteCall call, @Nullable GorgiasAccount current, boolean isOfAnotherAccount, Instant at) {
    Claim claim = call.claim();
    if (!Objects.equals(claim.account(), current)) {
      return asItWas(call, "The store's account was set anew.");
    }
    if (current == null) {
      return new GivenUp(NoteState.NOT_CONFIGURED, "The store has no Gorgias account.", false);
    }
    if (!GorgiasAddress.isTicket(call.note().content().ticketId())) {
      return new GivenUp(NoteState.FAILED, "The ticket's id isn't a number.", false);
    }
    if (isOfAnotherAccount) {
      return new GivenUp(
          NoteState.FAILED,
          "Its ticket is in the account "
              + call.note().account()
              + ", and the store has another one now.",
          false);
    }
    if (call.isSearch()) {
      return new Seek();
    }
    // Whoever takes the note over from a dead process searches the ticket, and must see there what
    // is sent now.
    return at.plus(settings.settle()).isAfter(claim.until())
        ? asItWas(call, "It had to wait for too long.")
        : new Write();
  }

  /** Gives a note back for which nothing was done. */
  static Later asItWas(NoteCall call, String why) {
    return new Later(Duration.ZERO, Duration.ZERO, call.mayBeThere(), false, false, why, "");
  }

  /**
   * Gives a note back whose route did otherwise than it should.
   *
   * @param isMarked whether it was marked as being tried
   * @param isSent whether it may have been sent
   */
  Later broken(NoteCall call, boolean isMarked, boolean isSent, Duration delay, String why) {
    return new Later(
        isSent ? longer(settings.settle(), delay) : delay,
        Duration.ZERO,
        isSent || call.mayBeThere(),
        !isMarked,
        false,
        why,
        "");
  }

  /** Decides by what a call brought. */
  NoteOutcome judge(NoteCall call, Reply reply, Delays delays) {
    PartnerFailure failure = reply.failure();
    if (failure != null) {
      return call.isSearch() && failure.isTooLarge() && call.size() > 1
          ? new InTurn(call.smaller())
          : failed(call, failure, reply.reason(), delays);
    }
    return call.isSearch()
        ? sought(call, reply, delays)
        : new Written(reply.json().path("id").asText(""));
  }

  private NoteOutcome sought(NoteCall call, Reply reply, Delays delays) {
    JsonNode messages = reply.json().path("data");
    if (!messages.isArray()) {
      PartnerFailure none = new PartnerFailure(Kind.MALFORMED, "the list of messages is none");
      return failed(call, none, "", delays);
    }
    for (JsonNode message : messages) {
      if (NoteMessage.isOf(message, call.note().mark())) {
        return new Written(message.path("id").asText(""));
      }
    }
    String cursor = reply.json().path("meta").path("next_cursor").asText("");
    boolean isLast =
        cursor.isEmpty() || cursor.equals("null") || call.seen() + call.size() >= MOST_MESSAGES;
    return new InTurn(isLast ? call.writing() : call.nextPage(cursor));
  }

  private NoteOutcome failed(NoteCall call, PartnerFailure failure, String reason, Delays delays) {
    return switch (failure.kind()) {
      case CREDENTIALS ->
          failure.status() == 403 ? refused(call, failure, reason) : notAdmitted(call, failure);
      case REFUSED -> refused(call, failure, reason);
      case THROTTLED -> {
        Duration wish = failure.retryAfter();
        Duration wait = wish.isZero() ? delays.note() : Backoff.told(wish);
        String why = "Gorgias takes no more requests for now.";
        yield failure(call, wait, wait, call.mayBeThere(), why, "");
      }
      case UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED -> {
        // A ticket that fails for ever mustn't keep the others' notes waiting.
        Duration pause = delays.account();
        boolean isUnknown = !call.isSearch() && !failure.isCertainlyNotSent();
        Duration least = isUnknown ? longer(pause, settings.settle()) : pause;
        String why = (failure.isOurs() ? "" : "Gorgias failed: ") + failure.getMessage() + ".";
        yield failure(
            call, longer(least, delays.note()), pause, isUnknown || call.mayBeThere(), why, "");
      }
    };
  }

  private NoteOutcome refused(NoteCall call, PartnerFailure failure, String reason) {
    int status = failure.status();
    boolean isSearch = call.isSearch();
    if (status == 409 && !isSearch && !call.isSearched()) {
      String why = "Gorgias answers with status " + status + ".";
      return new Later(settings.settle(), Duration.ZERO, true, false, false, why, "");
    }
    if (status == 404 && isSearch) {
      // A ticket that is gone shows no messages either; the answer to the write tells which it is.
      return new InTurn(call.writing());
    }
    String what =
        isSearch
            ? "Gorgias doesn't show the ticket's messages, so it isn't known whether the note is"
                + " there"
            : status == 404 ? "The ticket is gone" : "Gorgias refuses the note";
    String why = what + " (status " + status + "). " + reason;
    return new GivenUp(NoteState.FAILED, why.strip(), status != TOO_LARGE);
  }

  private NoteOutcome notAdmitted(NoteCall call, PartnerFailure failure) {
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
    return failure(call, pause, pause, call.mayBeThere(), problem, problem);
  }

  /**
   * A failure after which a note waits. A write was counted as an attempt when it was marked, so
   * only a search is counted here.
   */
  private static Later failure(
      NoteCall call,
      Duration wait,
      Duration pause,
      boolean mayBeThere,
      String why,
      String problem) {
    return new Later(wait, pause, mayBeThere, call.isSearch(), true, why, problem);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
