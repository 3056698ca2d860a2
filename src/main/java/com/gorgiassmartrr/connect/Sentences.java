package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.PartnerFailure;
import java.net.URI;

/** What a person is told about what a partner refused, in the words of the partners' own menus. */
final class Sentences {
  static final String GORGIAS_MENU = "in Gorgias under Settings, REST API";
  static final String SMARTRR_MENU = "in Smartrr under Configuration, Integrations, API Tokens";

  private static final String AGAIN = "; try again in a minute.";

  private Sentences() {}

  /** Why Gorgias can't be worked with. */
  static Step gorgias(GorgiasFailure trouble, URI account) {
    PartnerFailure failure = trouble.failure();
    return switch (failure.kind()) {
      case CREDENTIALS -> credentials(failure, account);
      case THROTTLED ->
          wrong(Part.STORE, "Gorgias takes no more requests of this account for now" + AGAIN);
      case REFUSED ->
          failure.status() == 404
              ? noAccount(account)
              : wrong(
                  Part.STORE,
                  "Gorgias refuses what connect asks for (status "
                      + failure.status()
                      + (trouble.reason().isEmpty() ? ")." : "): " + trouble.reason()));
      case MALFORMED ->
          wrong(
              Part.GORGIAS_DOMAIN, "What answers at " + account + " isn't Gorgias's API. " + WHERE);
      case UNREACHABLE ->
          failure.isCertainlyNotSent()
              ? wrong(
                  Part.GORGIAS_DOMAIN,
                  account + " can't be reached: mind the spelling of the domain. " + WHERE)
              : wrong(Part.STORE, "The connection to " + account + " broke" + AGAIN);
      case TIMEOUT, UNAVAILABLE -> wrong(Part.STORE, account + " doesn't answer right now" + AGAIN);
    };
  }

  private static final String WHERE =
      "The domain is the first part of the address that you see in Gorgias, such as acme in"
          + " https://acme.gorgias.com.";

  private static Step credentials(PartnerFailure failure, URI account) {
    return switch (failure.status()) {
      case 401 ->
          wrong(
              Part.GORGIAS_API_KEY,
              "Gorgias doesn't accept this user with this API key: both stand "
                  + GORGIAS_MENU
                  + ", the user as the username and the key as the password.");
      case 403 -> noRights();
      default -> noAccount(account);
    };
  }

  static Step noRights() {
    return wrong(
        Part.GORGIAS_API_KEY,
        "Gorgias knows the key, but its user may not manage integrations and widgets: only an"
            + " admin may. Log in as one, and take the user and the key that stand "
            + GORGIAS_MENU
            + ".");
  }

  private static Step noAccount(URI account) {
    return wrong(Part.GORGIAS_DOMAIN, "There is no Gorgias account at " + account + ". " + WHERE);
  }

  static Step noDomain() {
    return wrong(Part.GORGIAS_DOMAIN, "The Gorgias domain can't be one. " + WHERE);
  }

  /** Why Smartrr can't be worked with. */
  static Step smartrr(PartnerFailure failure, URI url) {
    return switch (failure.kind()) {
      case CREDENTIALS ->
          wrong(
              Part.SMARTRR_TOKEN,
              "Smartrr doesn't accept this token: make one "
                  + SMARTRR_MENU
                  + " by Add Key, with the permission Subscription set to Read and Write.");
      case THROTTLED -> wrong(Part.STORE, "Smartrr takes no more requests for now" + AGAIN);
      case MALFORMED, REFUSED ->
          wrong(Part.STORE, "What answers at " + url + " isn't Smartrr's API as it is known.");
      case UNREACHABLE, TIMEOUT, UNAVAILABLE ->
          wrong(Part.STORE, "Smartrr can't be reached at " + url + " right now" + AGAIN);
    };
  }

  static Step mayNotRead(String what, String permission) {
    return wrong(
        Part.SMARTRR_TOKEN,
        "The Smartrr token may not read "
            + what
            + ": set its permission "
            + permission
            + " to Read, "
            + SMARTRR_MENU
            + ".");
  }

  static Step mayNotWrite() {
    return wrong(
        Part.SMARTRR_TOKEN,
        "The Smartrr token may read subscriptions but not change them: set its permission"
            + " Subscription to Read and Write, "
            + SMARTRR_MENU
            + ".");
  }

  static Step wrong(Part part, String sentence) {
    return new Step(part, Status.WRONG, sentence);
  }
}
