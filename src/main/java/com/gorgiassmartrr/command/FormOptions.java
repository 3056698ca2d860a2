package com.gorgiassmartrr.command;

import com.gorgiassmartrr.connect.Form;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The fields that a person fills in, as options; what is secret may be in the environment. */
final class FormOptions {
  @Option(names = "--gorgias-domain", paramLabel = "DOMAIN", description = Form.DOMAIN_PLACE)
  private @Nullable String gorgiasDomain;

  @Option(names = "--gorgias-user", paramLabel = "E-MAIL", description = Form.USER_PLACE)
  private @Nullable String gorgiasUser;

  @Option(
      names = "--gorgias-api-key",
      paramLabel = "KEY",
      description = Form.KEY_PLACE + "; better in the environment, as GORGIAS_API_KEY")
  private @Nullable String gorgiasApiKey;

  @Option(
      names = "--smartrr-token",
      paramLabel = "TOKEN",
      description = Form.TOKEN_PLACE + "; better in the environment, as SMARTRR_TOKEN")
  private @Nullable String smartrrToken;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = Form.PUBLIC_URL_PLACE + "; the setting public.url unless given")
  private @Nullable String publicUrl;

  /** The form of a store as it is filled in. */
  Form form(String store, Settings settings) {
    return new Form(
        store,
        gorgiasDomain,
        gorgiasUser,
        secret(gorgiasApiKey, settings, "gorgias.api-key"),
        secret(smartrrToken, settings, "smartrr.token"),
        publicUrl);
  }

  private static @Nullable Secret secret(@Nullable String option, Settings settings, String key) {
    if (option != null) {
      return new Secret(option);
    }
    return settings.isInEnvironment(key) ? settings.find(key).map(Secret::new).orElse(null) : null;
  }
}
