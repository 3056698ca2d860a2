package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.ledger.FollowUpRecord;
import com.gorgiassmartrr.ledger.FollowUpState;
import com.gorgiassmartrr.ledger.Ledger;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.ledger.Press;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The follow-ups that a person must decide on, for operators: by JMX, and by {@link FollowUpApi}.
 */
public final class GivenUpFollowUps implements GivenUpFollowUpsMXBean {
  private static final Logger LOG = LoggerFactory.getLogger(GivenUpFollowUps.class);
  private static final int MOST = 500;

  private final Ledger ledger;

  GivenUpFollowUps(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public int getCount() {
    return ledger.followUpsGivenUp(MOST).size();
  }

  @Override
  public String list() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (FollowUpRecord one : ledger.followUpsGivenUp(MOST)) {
      list.addObject()
          .put("reference", one.press().reference())
          .put("name", one.what().name())
          .put("store", one.store())
          .put("since", one.tries().since().toString())
          .put("tries", one.tries().count())
          .put("why", one.tries().why());
    }
    return list.toString();
  }

  @Override
  public String replay(String reference, String name) {
    return decide(reference, name, "tried again", ledger::reopenFollowUp);
  }

  @Override
  public String dismiss(String reference, String name) {
    return decide(reference, name, "dismissed", ledger::dismissFollowUp);
  }

  private String decide(
      String reference, String name, String what, Consumer<FollowUpRecord> decision) {
    Press press =
        ledger
            .findReference(reference)
            .orElseThrow(
                () -> new IllegalArgumentException("There is no press " + reference + "."));
    List<FollowUpRecord> givenUp =
        ledger.followUps(press.id(), name).stream()
            .filter(one -> one.state() == FollowUpState.GIVEN_UP)
            .toList();
    if (givenUp.isEmpty()) {
      throw new IllegalArgumentException(
          "No follow-up "
              + (FollowUps.isName(name) ? name + " " : "")
              + "of press "
              + press.reference()
              + " was given up.");
    }
    try {
      givenUp.forEach(decision);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("Somebody else has just decided on it.", e);
    }
    LOG.info(
        "{}: the follow-up {} of press {} is {}, by a person",
        press.what().store(),
        name,
        press.reference(),
        what);
    return Character.toUpperCase(what.charAt(0))
        + what.substring(1)
        + ": "
        + name
        + " of "
        + press.reference();
  }

  /** What health tells while there are any; empty: there are none. */
  String problem() {
    try {
      // A ticket that is gone takes no note, and that is nobody's fault: Status counts those.
      List<FollowUpRecord> givenUp =
          ledger.followUpsGivenUp(MOST).stream().filter(one -> !one.isNote()).toList();
      if (givenUp.isEmpty()) {
        return "";
      }
      FollowUpRecord last = givenUp.get(0);
      return "Follow-ups were given up, "
          + givenUp.size()
          + (givenUp.size() == MOST ? " or more" : "")
          + "; the last one is "
          + last.what().name()
          + " of press "
          + last.press().reference()
          + ": "
          + last.tries().why()
          + " Replay or dismiss them; see presses follow-ups.";
    } catch (LedgerUnavailable e) {
      // The ledger's own check says so.
      return "";
    }
  }
}
