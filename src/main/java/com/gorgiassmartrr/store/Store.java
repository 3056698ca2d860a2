package com.gorgiassmartrr.store;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One merchant: one Smartrr organisation and one Gorgias account.
 *
 * @param name lower-case letters, digits and hyphens; it stands in addresses, cache keys and rows
 * @param smartrrUrl where Smartrr's API is, without a path
 * @param smartrrToken what Smartrr's API is asked with
 * @param secrets what Gorgias proves itself with; two are valid at once during a rotation
 * @param gorgias how Gorgias's API is asked; null where no credentials are set, and then no notes
 *     are written
 * @param own its own settings for what follows from its presses, by key
 */
public record Store(
    String name,
    URI smartrrUrl,
    Secret smartrrToken,
    List<Secret> secrets,
    @Nullable GorgiasAccount gorgias,
    SortedMap<String, Secret> own) {

  /** A store with no settings of its own for what follows from its presses. */
  public Store(
      String name,
      URI smartrrUrl,
      Secret smartrrToken,
      List<Secret> secrets,
      @Nullable GorgiasAccount gorgias) {
    this(name, smartrrUrl, smartrrToken, secrets, gorgias, Collections.emptySortedMap());
  }

  /**
   * A Gorgias account.
   *
   * @param url where its API is, without a path
   * @param user the e-mail address of the user that the key belongs to
   */
  public record GorgiasAccount(URI url, String user, Secret apiKey) {
    /** The account's address in its one form, which tells it from other accounts. */
    public String address() {
      int usual = url.getScheme().equals("https") ? 443 : 80;
      boolean isUsual = url.getPort() == -1 || url.getPort() == usual;
      return url.getScheme()
          + "://"
          + url.getHost().toLowerCase(Locale.ROOT)
          + (isUsual ? "" : ":" + url.getPort());
    }
  }

  /** The address of its Gorgias account; empty where none is set. */
  public String gorgiasAddress() {
    return gorgias == null ? "" : gorgias.address();
  }

  /** Whether another version of this store asks the same Smartrr with the same token. */
  public boolean hasSameSmartrr(Store other) {
    return smartrrUrl.equals(other.smartrrUrl) && smartrrToken.equals(other.smartrrToken);
  }

  /**
   * Whether the candidate is one of this store's secrets. All of them are compared, so that the
   * time says nothing about which one was nearly right.
   */
  public boolean admits(String candidate) {
    boolean admitted = false;
    for (Secret secret : secrets) {
      admitted |= secret.matches(candidate);
    }
    return admitted;
  }

  /** Whether the candidate is the key of one of this store's webhook addresses. */
  public boolean admitsWebhook(String candidate) {
    boolean admitted = false;
    for (Secret secret : secrets) {
      admitted |= new Secret(webhookKey(secret)).matches(candidate);
    }
    return admitted;
  }

  /** The path at which Smartrr's webhooks reach this store; its last segment is a credential. */
  public String webhookPath() {
    return "/smartrr/" + name + "/webhooks/" + webhookKey(secrets.get(0));
  }

  /** Derived, so that whoever reads a webhook's address can't open the store's other doors. */
  private static String webhookKey(Secret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] key = mac.doFinal("smartrr webhooks".getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(key, 0, 20);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
