package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.store.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to an agent who pressed a button.
 *
 * @param status the HTTP status
 * @param outcome {@code applied}, {@code refused}, {@code parked} or {@code accepted}
 * @param message one sentence for the agent
 * @param reference the press's reference; empty: the press wasn't recorded
 */
record PressAnswer(int status, String outcome, String message, String reference) {
  private static final Logger LOG = LoggerFactory.getLogger(PressAnswer.class);
  static final String PRESS_AGAIN = "press again in a minute to see the outcome.";
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("d MMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * The answer about a press as it is now.
   *
   * @param ticket the ticket on which the button was pressed this time
   */
  static PressAnswer of(Press press, Store store, String ticket) {
    return switch (press.state()) {
      case APPLIED -> new PressAnswer(200, "applied", press.end().message(), press.reference());
      case REFUSED -> new PressAnswer(409, "refused", press.end().message(), press.reference());
      case DISMISSED -> new PressAnswer(409, "refused", dismissed(press), press.reference());
      case PARKED -> new PressAnswer(409, "parked", press.end().message(), press.reference());
      case ACCEPTED ->
          accepted(
              press,
              isNoted(press, store, ticket)
                  ? "the outcome will stand as a note on the ticket."
                  : PRESS_AGAIN);
    };
  }

  /** The answer about a press that takes longer than its agent waits. */
  static PressAnswer accepted(Press press, String whatToDo) {
    return new PressAnswer(
        202, "accepted", "Smartrr hasn't confirmed this yet; " + whatToDo, press.reference());
  }

  /**
   * Whether a note on this ticket will tell the end of a press. A note goes to the ticket on which
   * the button was pressed first.
   */
  static boolean isNoted(Press press, Store store, String ticket) {
    return press.what().notes()
        && press.what().origin().ticketId().equals(ticket)
        && store.gorgias() != null;
  }

  private static String dismissed(Press press) {
    Instant at = press.end().at();
    return "This was dismissed"
        + (at == null ? "" : " on " + AT.format(at))
        + ": a person looked at it, and nothing more is done about it. Close and reopen the"
        + " ticket, then press again if it is still wanted.";
  }

  /** The answer about a press that may or may not have been recorded. */
  private static PressAnswer uncertain(String whatToDo) {
    return new PressAnswer(
        503, "refused", "It isn't certain that this press was written down; " + whatToDo, "");
  }

  /**
   * The answer about a press that couldn't be taken in.
   *
   * @param ifUncertain what an agent is to do where the press may have been recorded
   */
  static PressAnswer to(Throwable failure, String ifUncertain) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RefusedException refused) {
      return new PressAnswer(refused.status(), "refused", refused.sentence(), "");
    }
    if (cause instanceof RejectedExecutionException) {
      return new PressAnswer(503, "refused", "The server is busy; press again.", "");
    }
    // Only the ledger can cause this: every other wait that takes too long has an answer of its
    // own.
    if (cause instanceof TimeoutException
        || (cause instanceof LedgerUnavailable unavailable && unavailable.uncertain())) {
      return uncertain(ifUncertain);
    }
    if (cause instanceof LedgerUnavailable) {
      return new PressAnswer(
          503,
          "refused",
          "Nothing was done, because this press can't be written down right now; press again"
              + " in a minute.",
          "");
    }
    LOG.error("A press failed", cause);
    return new PressAnswer(500, "refused", "Nothing was done because of a fault here.", "");
  }
}
