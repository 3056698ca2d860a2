package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.action.SeenState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The next thing to do about a press. The route {@code press-run} branches by its {@link #word}.
 */
sealed interface Decision {
  /** The word for this decision in the route, such as {@code applied}. */
  String word();

  /**
   * The subscription's state doesn't tell enough, so Smartrr is asked for the subscription's
   * events, too.
   */
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
   * The change was sent, and Smartrr's answer doesn't tell whether it was done, so the subscription
   * is read once more.
   *
   * @param refusal why Smartrr refused the change when it was sent again; null: it wasn't refused
   */
  record LookAgain(@Nullable String refusal) implements Decision {
    @Override
    public String word() {
      return "look-again";
    }
  }

  /**
   * The subscription at Smartrr is as the press wanted it.
   *
   * @param before the subscription's state before the change
   * @param message what the agent is told
   * @param namesAction whether that message says what was done
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
   * Smartrr, or a rule of this server, said no.
   *
   * @param state the state in which the subscription is
   * @param message what the agent is told
   * @param bySmartrr whether Smartrr said no, and not a rule of this server
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
   * @param why what the person is told
   * @param isRead whether the person is shown the state that was read last
   */
  record Parked(String why, boolean isRead) implements Decision {
    /** A person must decide, and is shown the state that was read last. */
    Parked(String why) {
      this(why, true);
    }

    @Override
    public String word() {
      return "parked";
    }
  }

  /**
   * The press is tried again later.
   *
   * @param earliest the earliest time of the next try
   * @param why why the press is postponed, for its history
   */
  record Later(Instant earliest, String why) implements Decision {
    @Override
    public String word() {
      return "later";
    }
  }
}
