package com.gorgiassmartrr.note;

import com.gorgiassmartrr.ledger.NoteState;
import java.time.Duration;

/**
 * What is to be done about a note next. The route {@code follow-up-note} branches by its {@link
 * #word}.
 */
sealed interface NoteOutcome {
  /** The word that stands in the route, such as {@code written}. */
  String word();

  /** An earlier try may have written it: its ticket is searched. */
  record Seek() implements NoteOutcome {
    @Override
    public String word() {
      return "seek";
    }
  }

  /** It certainly isn't on its ticket: it is written. */
  record Write() implements NoteOutcome {
    @Override
    public String word() {
      return "write";
    }
  }

  /** It needs one more call, which waits until the account's limit has room for it. */
  record InTurn(NoteCall next) implements NoteOutcome {
    @Override
    public String word() {
      return "in-turn";
    }
  }

  /** It stands on its ticket, as the message of this id. */
  record Written(String messageId) implements NoteOutcome {
    @Override
    public String word() {
      return "written";
    }
  }

  /**
   * It is tried again later.
   *
   * @param delay for how long it isn't
   * @param pause for how long the account is left alone; zero: it isn't
   * @param mayBeThere whether it may stand on the ticket by then
   * @param isCounted whether this counts as an attempt that isn't counted yet
   * @param isFailure whether Gorgias failed, or didn't let us in
   * @param problem why Gorgias doesn't let us in, for a person; empty: it isn't that
   */
  record Later(
      Duration delay,
      Duration pause,
      boolean mayBeThere,
      boolean isCounted,
      boolean isFailure,
      String why,
      String problem)
      implements NoteOutcome {
    @Override
    public String word() {
      return "later";
    }
  }

  /**
   * It is never written.
   *
   * @param isRefusal whether Gorgias refused it, which it may do with every note of the account:
   *     then this one waits with them
   */
  record GivenUp(NoteState state, String why, boolean isRefusal) implements NoteOutcome {
    @Override
    public String word() {
      return "given-up";
    }
  }
}
