package com.gorgiassmartrr.ledger;

import java.util.List;

/** Says what follows from the end of a press, and is told when that is recorded. */
public interface FollowUpRule {
  /** Nothing follows. */
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
   * What is recorded in the same commit as the end of the press. It mustn't wait, and mustn't fail.
   */
  List<NewFollowUp> of(Press ended);

  /** A follow-up is due. It mustn't wait. */
  void recorded(String store, String name);
}
