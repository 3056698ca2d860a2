package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.action.Action;
import com.gorgiassmartrr.action.Actions;
import com.gorgiassmartrr.gorgias.GorgiasAddress;
import com.gorgiassmartrr.ledger.FollowUpQueue;
import com.gorgiassmartrr.ledger.FollowUpRule;
import com.gorgiassmartrr.ledger.NewFollowUp;
import com.gorgiassmartrr.ledger.Press;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which follow-ups are recorded with the end of a press, and has them taken up once they are.
 */
final class WhatFollows implements FollowUpRule {
  private static final Logger LOG = LoggerFactory.getLogger(WhatFollows.class);

  private final Stores stores;
  private final Actions actions;
  private final FollowUps followUps;
  private final Targets targets;
  private final Set<String> others;
  private final Lines lines;

  /**
   * What follows by the files of follow-ups.
   *
   * @param others the names of those that somebody else records
   */
  WhatFollows(
      Stores stores,
      Actions actions,
      FollowUps followUps,
      Targets targets,
      Set<String> others,
      Lines lines) {
    this.stores = stores;
    this.actions = actions;
    this.followUps = followUps;
    this.targets = targets;
    this.others = others;
    this.lines = lines;
  }

  @Override
  public List<NewFollowUp> of(Press ended) {
    List<NewFollowUp> following = new ArrayList<>();
    try {
      followUps
          .all()
          .forEach(
              (name, followUp) -> {
                if (!others.contains(name) && isDue(followUp, ended)) {
                  String lane = followUp.isInOrder() ? ended.what().origin().ticketId() : "";
                  String body = PressBody.of(ended, label(ended.what().action())).toString();
                  following.add(new NewFollowUp(name, lane, body));
                }
              });
    } catch (RuntimeException e) {
      // A press must end, whatever is wrong with what follows from it.
      LOG.error("press {}: what follows from it can't be recorded", ended.reference(), e);
    }
    return following;
  }

  private boolean isDue(FollowUp followUp, Press ended) {
    String name = ended.what().store();
    Store store = stores.named(name);
    return store != null
        && followUp.follows(ended.what().action(), ended.state())
        && targets.isOn(followUp, name)
        && (!followUp.writesToGorgias() || store.gorgias() != null)
        && (!followUp.needsTicket() || GorgiasAddress.isTicket(ended.what().origin().ticketId()));
  }

  private String label(String action) {
    Action known = actions.all().get(action);
    return known == null ? action : known.getLabel();
  }

  @Override
  public void recorded(String store, String name) {
    lines.wake(new FollowUpQueue(store, name));
  }
}
