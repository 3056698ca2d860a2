package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the time of a comparison tells. The secrets are so long that a comparison which ends at the
 * first wrong character is a thousand times as fast as one that ends at the last.
 */
final class SecretTest {
  private static final int LENGTH = 2_000_000;
  private static final int TIMES = 9;
  private static final String VALUE = "s".repeat(LENGTH);
  private static final String NEAR = VALUE.substring(1) + "x";

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
    assertTakesAsLong(secret::matches, NEAR, "x" + VALUE.substring(1));
  }

  @Test
  void secret_missOfAnotherLength_takesAsLong() {
    assertTakesAsLong(secret::matches, NEAR, VALUE.substring(1));
  }

  @Test
  void webhookKey_nearAndFarMiss_takeAsLong() {
    Store store = store(List.of(new Secret("a-secret-of-the-store")));
    assertTakesAsLong(store::admitsWebhook, NEAR, "x" + VALUE.substring(1));
  }

  /** Which of two secrets was nearly right, or is right, doesn't show either. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void store_secretIsFirstOrSecond_bothAreCompared(boolean isFirst) {
    Store store = store(isFirst ? List.of(secret, other) : List.of(other, secret));
    assertTrue(store.admits(VALUE));
    assertTakesAsLong(store::admits, VALUE, NEAR);
  }

  @Test
  void store_unknown_isComparedWithAsLong() {
    Stores stores = new Stores(List.of(store(List.of(secret))));
    assertTakesAsLong(
        candidate -> stores.namedOrNobody(candidate.equals(NEAR) ? "acme" : "other").admits(NEAR),
        NEAR,
        "other");
  }

  private static Store store(List<Secret> secrets) {
    return new Store(
        "acme", URI.create("http://localhost"), new Secret("a-token-of-the-store"), secrets, null);
  }

  private static void assertTakesAsLong(Predicate<String> comparison, String one, String another) {
    long[] ones = new long[TIMES];
    long[] others = new long[TIMES];
    for (int i = 0; i < TIMES; i++) {
      ones[i] = nanos(comparison, one);
      others[i] = nanos(comparison, another);
    }
    Arrays.sort(ones);
    Arrays.sort(others);
    double ratio = (double) ones[TIMES / 2] / others[TIMES / 2];
    assertTrue(ratio > 0.2 && ratio < 5, "one took so many times the other: " + ratio);
  }

  private static long nanos(Predicate<String> comparison, String candidate) {
    long began = System.nanoTime();
    boolean isMatch = comparison.test(candidate);
    long took = System.nanoTime() - began;
    assertEquals(candidate.equals(VALUE), isMatch);
    return took;
  }
}
