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

  /** Everything as it is configured. */
  public static Form of(String store) {
    return new Form(store, null, null, null, null, null);
  }
}
