package com.gorgiassmartrr.ledger;

import java.util.List;

/** Decides which follow-ups the end of a press has, and learns when they are recorded. */
public interface FollowUpRule {
  /** The rule by which no press has a follow-up. */
  FollowUpRule NONE =
      new FollowUpRule() {
        @Override
        public List<NewFollowUp> of(Press ended) {
          return List.of();
        }

        @Override
        public void recorded(String store, String name) {}
      };

  /**
   * The follow-ups that are recorded in the same commit as the end of the press. This method
   * mustn't wait, and mustn't fail.
   */
  List<NewFollowUp> of(Press ended);

  /** Learns that a follow-up is due. This method mustn't wait. */
  void recorded(String store, String name);
}
