package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.SeenState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a press next. The route {@code press-run} branches by its {@link #word}.
 */
sealed interface Decision {
  /** The word that stands in the route, such as {@code applied}. */
  String word();

  /** The state doesn't tell enough: Smartrr's events of the subscription are asked, too. */
  record AskEvents() implements Decision {
    @Override
    public String word() {
      return "ask-events";
    }
  }

  /**
   * The change may be sent.
   *
   * @param chosen the date that stands for an empty field that means the next skipped order
   */
  record Send(String chosen) implements Decision {
    @Override
    public String word() {
      return "send";
    }
  }

  /**
   * The change was sent, and its answer doesn't tell what became of it: the subscription is read.
   *
   * @param refusal why Smartrr refused it when it was sent again; null: it didn't
   */
  record LookAgain(@Nullable String refusal) implements Decision {
    @Override
    public String word() {
      return "look-again";
    }
  }

  /**
   * What was wanted is so at Smartrr.
   *
   * @param before the state before it
   * @param namesAction whether the message says what was done
   * @param after the subscription as it is since then
   */
  record Applied(SeenState before, String message, boolean namesAction, JsonNode after)
      implements Decision {
    @Override
    public String word() {
      return "applied";
    }
  }

  /**
   * Smartrr, or a rule here, said no.
   *
   * @param state in which the subscription is
   * @param bySmartrr whether it was Smartrr
   */
  record Refused(SeenState state, String message, boolean bySmartrr) implements Decision {
    @Override
    public String word() {
      return "refused";
    }
  }

  /**
   * A person must decide.
   *
   * @param isRead whether the state that was read last is what the person should know
   */
  record Parked(String why, boolean isRead) implements Decision {
    /** A person must decide, and is told the state that was read. */
    Parked(String why) {
      this(why, true);
    }

    @Override
    public String word() {
      return "parked";
    }
  }

  /**
   * It is tried again later.
   *
   * @param earliest not before then
   */
  record Later(Instant earliest, String why) implements Decision {
    @Override
    public String word() {
      return "later";
    }
  }
}
