package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.action.SeenState;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a button carries: that this server showed somebody this state of this subscription
 * of this subscriber, and when. The token is signed with a key derived from the store's secret, and
 * carries no secret itself.
 *
 * @param customerId the subscriber's id
 * @param subscriptionId the subscription's id
 * @param seen the state that the agent saw
 * @param readAt when that state was read
 */
public record PressToken(
    String store, String customerId, String subscriptionId, SeenState seen, Instant readAt) {

  /** How long after a state was shown its buttons may be pressed. */
  static final Duration LIFETIME = Duration.ofDays(1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIGNATURE_BYTES = 20;

  /** The token's text, for the button. */
  public String sign(Store signer) {
    ArrayNode claims =
        JSON.createArrayNode()
            .add(store)
            .add(customerId)
            .add(subscriptionId)
            .add(seen.status())
            .add(seen.nextBilling())
            .add(readAt.toEpochMilli());
    byte[] payload = claims.toString().getBytes(StandardCharsets.UTF_8);
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString(payload)
        + "."
        + base64.encodeToString(signature(signer.secrets().get(0), payload));
  }

  /** Why a press with this token is refused, in one sentence; null: the token is genuine. */
  public static @Nullable String refusal(Store store, String text, Instant now) {
    try {
      verify(store, text, now);
      return null;
    } catch (RefusedException e) {
      return e.sentence();
    }
  }

  /**
   * Reads a token that a button sent. The check takes equally long however much of a forged
   * signature is right.
   *
   * @throws RefusedException when the token isn't one of this store's, or is too old
   */
  static PressToken verify(Store store, String text, Instant now) throws RefusedException {
    String[] parts = PastedText.asSeen(text).split("\\.", -1);
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[0]);
      byte[] signature = Base64.getUrlDecoder().decode(parts.length == 2 ? parts[1] : "");
      boolean genuine = false;
      for (Secret secret : store.secrets()) {
        genuine |= MessageDigest.isEqual(signature(secret, payload), signature);
      }
      if (genuine) {
        JsonNode claims = JSON.readTree(payload);
        PressToken token =
            new PressToken(
                claims.path(0).asText(),
                claims.path(1).asText(),
                claims.path(2).asText(),
                new SeenState(claims.path(3).asText(), claims.path(4).asText()),
                Instant.ofEpochMilli(claims.path(5).asLong()));
        if (!token.store().equals(store.name())) {
          throw new RefusedException(403, "This button belongs to another store.");
        }
        if (token.readAt().plus(LIFETIME).isBefore(now)) {
          throw new RefusedException(
              403,
              "What you see is more than a day old: close and reopen the ticket, then press again.");
        }
        return token;
      }
    } catch (IllegalArgumentException | IOException e) {
      throw new RefusedException(403, NOT_OURS);
    }
    throw new RefusedException(403, NOT_OURS);
  }

  private static final String NOT_OURS =
      "The button's token is missing or not genuine: close and reopen the ticket, then press again.";

  private static byte[] signature(Secret secret, byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              ("press token\n" + secret.reveal()).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(payload), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
