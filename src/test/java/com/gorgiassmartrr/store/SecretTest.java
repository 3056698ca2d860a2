package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the time of a comparison tells. The secrets are so long that a comparison which ends at the
 * first wrong character is hundreds of times as fast as one that ends at the last.
 */
final class SecretTest {
  private static final int LENGTH = 500_000;
  private static final int LEAST_TIMES = 9;

  /** As many as a machine may need before it runs both compiled. */
  private static final int MOST_TIMES = 200;

  private static final String VALUE = "s".repeat(LENGTH);
  private static final String NEAR = VALUE.substring(1) + "x";
  private static final String FAR = "x" + VALUE.substring(1);

  private final Secret secret = new Secret(VALUE);
  private final Secret other = new Secret("o".repeat(LENGTH));

  @Test
  void secret_itselfAndNearMiss_areToldApart() {
    assertTrue(secret.matches(VALUE));
    assertFalse(secret.matches(NEAR));
    assertFalse(secret.matches(""));
  }

  @Test
  void secret_nearAndFarMiss_takeAsLong() {
    assertTakesAsLong(() -> secret.matches(NEAR), () -> secret.matches(FAR));
  }

  @Test
  void secret_missOfAnotherLength_takesAsLong() {
    assertTakesAsLong(() -> secret.matches(NEAR), () -> secret.matches(VALUE.substring(1)));
  }

  /** A key is short; so it is told by what any other comparison of such a guess takes. */
  @Test
  void webhookKey_miss_takesAsLongAsThatOfASecret() {
    Store store = store(List.of(new Secret("a-secret-of-the-store")));
    assertFalse(store.admitsWebhook(NEAR));
    assertTakesAsLong(() -> store.admitsWebhook(NEAR), () -> secret.matches(NEAR));
  }

  /** Which of several secrets is right doesn't show either: all are compared in any case. */
  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void store_oneOfItsSecretsIsRight_allAreCompared(int place) {
    List<Secret> secrets = new ArrayList<>(Collections.nCopies(9, other));
    secrets.add(place, secret);
    Store store = store(secrets);
    assertTrue(store.admits(VALUE));
    assertTakesAsLong(() -> store.admits(VALUE), () -> store.admits(NEAR));
  }

  @Test
  void store_unknown_isComparedWithAsLong() {
    Stores stores = new Stores(List.of(store(List.of(secret))));
    assertTakesAsLong(
        () -> stores.namedOrNobody("acme").admits(NEAR),
        () -> stores.namedOrNobody("other").admits(NEAR));
  }

  private static Store store(List<Secret> secrets) {
    return new Store(
        "acme", URI.create("http://localhost"), new Secret("a-token-of-the-store"), secrets, null);
  }

  /** The fastest ones count: whatever else a machine does makes the others slower. */
  private static void assertTakesAsLong(BooleanSupplier one, BooleanSupplier another) {
    boolean isMatch = one.getAsBoolean();
    boolean isOtherMatch = another.getAsBoolean();
    long fastest = Long.MAX_VALUE;
    long otherFastest = Long.MAX_VALUE;
    for (int i = 0; i < MOST_TIMES; i++) {
      long began = System.nanoTime();
      assertEquals(isMatch, one.getAsBoolean());
      long middle = System.nanoTime();
      assertEquals(isOtherMatch, another.getAsBoolean());
      fastest = Math.min(fastest, middle - began);
      otherFastest = Math.min(otherFastest, System.nanoTime() - middle);
      if (i >= LEAST_TIMES && isAlike(fastest, otherFastest)) {
        return;
      }
    }
    fail("One takes %d ns, the other %d ns".formatted(fastest, otherFastest));
  }

  private static boolean isAlike(long one, long other) {
    return one < 5 * other && other < 5 * one;
  }
}
