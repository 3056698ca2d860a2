package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.store.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a person fills in to connect a store. A field that is null stays as it is configured.
 *
 * @param store the store's name
 * @param gorgiasDomain such as {@code acme}; also as an address
 * @param gorgiasUser the e-mail address of a user of the Gorgias account
 * @param gorgiasApiKey that user's key
 * @param smartrrToken an API token of Smartrr's
 * @param publicUrl how Gorgias reaches the server
 */
public record Form(
    String store,
    @Nullable String gorgiasDomain,
    @Nullable String gorgiasUser,
    @Nullable Secret gorgiasApiKey,
    @Nullable Secret smartrrToken,
    @Nullable String publicUrl) {

  /** Where a person finds the domain. */
  public static final String DOMAIN_PLACE =
      "the first part of the address that you see in Gorgias, such as acme in"
          + " https://acme.gorgias.com";

  /** Where a person finds the user. */
  public static final String USER_PLACE =
      "the username " + Sentences.GORGIAS_MENU + ", of an admin";

  /** Where a person finds the key. */
  public static final String KEY_PLACE = "the password there";

  /** Where a person finds the token. */
  public static final String TOKEN_PLACE =
      "made "
          + Sentences.SMARTRR_MENU
          + " by Add Key, with the permission Subscription set to Read and Write";

  /** What the public address is. */
  public static final String PUBLIC_URL_PLACE = "how Gorgias reaches this server, without a path";

  /** Everything as it is configured. */
  public static Form of(String store) {
    return new Form(store, null, null, null, null, null);
  }
}
