package com.gorgiassmartrr.press;

import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.ledger.PressQuery;
import com.gorgiassmartrr.ledger.PressState;
import com.gorgiassmartrr.smartrr.EmailAddress;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A search for presses by an operator.
 *
 * @param wanted which presses
 * @param most how many of them are listed at most
 */
record PressSearch(PressQuery wanted, int most) {
  private static final Set<String> PARAMETERS =
      Set.of("store", "ticket", "email", "subscription", "action", "outcome", "limit");
  private static final int USUAL = 50;
  private static final int MOST = 500;

  /**
   * Reads a search from the parameters of a request. An empty parameter counts as missing, and an
   * unknown one is a mistake.
   */
  static PressSearch of(MultiMap query) throws RefusedException {
    for (String name : query.names()) {
      if (!PARAMETERS.contains(name)) {
        throw new RefusedException(400, "There is no parameter '" + name + "' to search by.");
      }
    }
    return new PressSearch(
        new PressQuery(
            value(query, "store"),
            value(query, "ticket"),
            email(value(query, "email")),
            value(query, "subscription"),
            value(query, "action"),
            outcome(value(query, "outcome"))),
        most(value(query, "limit")));
  }

  private static @Nullable String value(MultiMap query, String name) {
    String value = query.get(name);
    String meant = value == null ? "" : Invisible.strip(value);
    return meant.isEmpty() ? null : meant;
  }

  /**
   * The e-mail address that a person typed, without a name around it. A text that is no address is
   * searched for as it is, and not found.
   */
  private static @Nullable String email(@Nullable String text) {
    EmailAddress address = text == null ? null : EmailAddress.parse(text);
    return address == null ? text : address.value();
  }

  private static @Nullable PressState outcome(@Nullable String word) throws RefusedException {
    if (word == null) {
      return null;
    }
    for (PressState state : PressState.values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    throw new RefusedException(
        400,
        Arrays.stream(PressState.values())
            .map(PressState::word)
            .collect(Collectors.joining(", ", "outcome: it is none of ", ".")));
  }

  private static int most(@Nullable String number) throws RefusedException {
    if (number == null) {
      return USUAL;
    }
    if (number.matches("[1-9]\\d{0,2}") && Integer.parseInt(number) <= MOST) {
      return Integer.parseInt(number);
    }
    throw new RefusedException(400, "limit: it is not a number from 1 to " + MOST + ".");
  }
}
