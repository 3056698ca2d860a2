package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What makes two presses the same, and what doesn't. */
final class NewPressTest {
  private static final NewPress CANCEL =
      NewPressFixture.press()
          .subscription("subscription")
          .customer("customer")
          .action("cancel")
          .parameter("reason_id", "Too dear")
          .seen("ACTIVE", "")
          .ticket("77")
          .make();

  @Test
  void words_ofAChoice_areNoPartOfThePress() {
    NewPress one = CANCEL.chosen("reason_id", "r-1", "Too dear");
    NewPress other = CANCEL.chosen("reason_id", "r-1", "It costs too much");

    assertEquals(one.fingerprint(), other.fingerprint());
    assertTrue(one.isSameCall(other));
    assertNotEquals(one.fingerprint(), CANCEL.chosen("reason_id", "r-2", "Too dear").fingerprint());
    assertEquals(Map.of("reason_id", "r-1"), one.values());
    assertEquals(Map.of("reason_id", "Too dear"), one.words());
  }

  @Test
  void fingerprint_ofAPressInAnOlderLedger_isStillTheSame() {
    assertEquals(
        "542d65497da9c218a9cac08c7d2d5e27efb501462f09f7c8f0d99250f744eae4", CANCEL.fingerprint());
  }

  @Test
  void choice_ofNothing_isNoParameter() {
    assertEquals(Map.of(), CANCEL.chosen("reason_id", "", "").parameters());
  }
}
