package com.gorgiassmartrr.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A credential that never shows itself: its text form is masked, and it is compared in a time that
 * doesn't depend on how much of a guess is right.
 */
public final class Secret {
  private final String value;
  private final byte[] digest;

  public Secret(String value) {
    this.value = value;
    this.digest = digest(value);
  }

  /** The credential itself, to be sent to the partner and nowhere else. */
  public String reveal() {
    return value;
  }

  /**
   * Whether the candidate is this credential. Digests are compared, so that neither the length nor
   * the first wrong character shows in the time it takes.
   */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(digest, digest(candidate));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(digest, secret.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return "******";
  }
}
