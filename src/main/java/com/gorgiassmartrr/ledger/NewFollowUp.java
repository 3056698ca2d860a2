package com.gorgiassmartrr.ledger;

/**
 * A follow-up to be done once a press has ended.
 *
 * @param name the follow-up's name, which is that of its route file
 * @param lane follow-ups of one name and lane are done one after the other, in the order in which
 *     their presses ended; {@code ""}: no order is needed
 * @param body the press as it ended, as a JSON object without a secret
 */
public record NewFollowUp(String name, String lane, String body) {
  public NewFollowUp {
    name = Texts.storable(name);
    lane = Texts.storable(lane);
    body = Texts.storable(body);
  }
}
