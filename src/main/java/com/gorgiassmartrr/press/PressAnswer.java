package com.gorgiassmartrr.press;

import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Press;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * What is said to whoever pressed.
 *
 * @param status HTTP's
 * @param outcome {@code applied}, {@code refused}, {@code parked} or {@code accepted}
 * @param message one sentence for the agent
 * @param reference what people call the press by; empty: it wasn't recorded
 */
record PressAnswer(int status, String outcome, String message, String reference) {

  /** What is said of a press as it is now. */
  static PressAnswer of(Press press) {
    return switch (press.state()) {
      case APPLIED -> new PressAnswer(200, "applied", press.message(), press.reference());
      case REFUSED, DISMISSED ->
          new PressAnswer(409, "refused", press.message(), press.reference());
      case PARKED -> new PressAnswer(202, "parked", press.message(), press.reference());
      case ACCEPTED ->
          new PressAnswer(
              202,
              "accepted",
              press.what().notes()
                  ? "Smartrr hasn't confirmed this yet; the outcome will stand as a note on the"
                      + " ticket."
                  : "Smartrr hasn't confirmed this yet; look at the subscription in a minute.",
              press.reference());
    };
  }

  /** What is said when a press couldn't be taken in. */
  static PressAnswer to(Throwable failure) {
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
    if (cause instanceof LedgerUnavailable unavailable && unavailable.uncertain()) {
      return new PressAnswer(
          503,
          "refused",
          "It isn't certain that this press was written down; press again in a minute: it is done"
              + " once in any case.",
          "");
    }
    if (cause instanceof LedgerUnavailable) {
      return new PressAnswer(
          503,
          "refused",
          "Nothing was done, because this press can't be written down right now; press again"
              + " in a minute.",
          "");
    }
    return new PressAnswer(500, "refused", "Nothing was done because of a fault here.", "");
  }
}
