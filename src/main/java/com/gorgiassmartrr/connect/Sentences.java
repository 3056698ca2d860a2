package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.ConnectionFault;
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
          wrong(
              Part.STORE,
              "Gorgias takes no more requests of this account for now" + later(failure));
      case REFUSED ->
          failure.status() == 404
              ? noAccount(account)
              : wrong(
                  Part.STORE,
                  "Gorgias refuses what connect asks for (status "
                      + failure.status()
                      + (trouble.reason().isEmpty() ? ")." : "): " + trouble.reason()));
      case STOPPED -> stopped(failure);
      case MALFORMED ->
          wrong(
              Part.GORGIAS_DOMAIN, "What answers at " + account + " isn't Gorgias's API. " + WHERE);
      case UNREACHABLE -> unreachable(failure, account + " can't be reached", Part.GORGIAS_DOMAIN);
      case UNAVAILABLE ->
          failure.isBySomethingInFront()
              ? inFront("Gorgias", failure, account)
              : wrong(Part.STORE, account + " doesn't answer right now" + AGAIN);
      case TIMEOUT -> wrong(Part.STORE, account + " doesn't answer right now" + AGAIN);
    };
  }

  /**
   * Why there is no connection, and what helps.
   *
   * @param who says who can't be reached, and where
   * @param domain what a person filled in by which the host may be wrong
   */
  private static Step unreachable(PartnerFailure failure, String who, Part domain) {
    ConnectionFault fault = failure.connectionFault();
    if (fault == null || fault == ConnectionFault.BROKEN) {
      return wrong(Part.STORE, who + " right now: the connection broke" + AGAIN);
    }
    String what = who + ": " + fault.words() + ". ";
    return switch (fault) {
      case NAME_NOT_FOUND ->
          wrong(
              domain,
              what
                  + (domain == Part.GORGIAS_DOMAIN
                      ? "Mind the spelling of the domain. " + WHERE
                      : "Mind its spelling, and whether this machine may ask a name server."));
      case REFUSED, NO_ROUTE, CONNECT_TIMED_OUT ->
          wrong(
              Part.STORE,
              what
                  + "Mind the address and its port; a firewall, or a proxy that isn't set"
                  + " (proxy.url), keeps a server in as well.");
      case PROXY_UNREACHABLE, PROXY_REFUSED ->
          wrong(
              Part.STORE,
              what + "Mind proxy.url, and that the proxy lets this server connect to that host.");
      case PROXY_LOGIN -> wrong(Part.STORE, what + "Put the user and the password into proxy.url.");
      case CERTIFICATE_NOT_TRUSTED ->
          wrong(
              Part.STORE,
              what
                  + "Where something of your own opens TLS on the way out, give its issuer to Java"
                  + " by -Djavax.net.ssl.trustStore.");
      case CERTIFICATE_OF_ANOTHER_HOST ->
          wrong(Part.STORE, what + "Mind the address: something else answers there.");
      case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID ->
          wrong(
              Part.STORE,
              what + "Mind this machine's clock; else who runs that server must renew it.");
      case NOT_TLS ->
          wrong(Part.STORE, what + "Mind the port, and whether the address begins with https.");
      case TLS_MISMATCH, TLS_FAILED, BROKEN ->
          wrong(Part.STORE, what + "Mind the address, and what may stand in between.");
    };
  }

  /** What answered isn't the partner, and what it says is no verdict on a credential. */
  private static Step inFront(String partner, PartnerFailure failure, URI url) {
    return wrong(
        Part.STORE,
        "Something in front of "
            + partner
            + " answers at "
            + url
            + " (status "
            + failure.status()
            + "), such as a bot check or a proxy: have this server's address let through, or try"
            + " again later. It says nothing of the credentials.");
  }

  private static String later(PartnerFailure failure) {
    long seconds = failure.retryAfter().toSeconds();
    return seconds == 0
        ? AGAIN
        : "; try again in " + (seconds == 1 ? "a second." : seconds + " seconds.");
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

  private static Step stopped(PartnerFailure failure) {
    return wrong(
        Part.STORE,
        failure.getMessage() + ". It was stopped; put the shipped file back into routes.");
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
      case THROTTLED ->
          wrong(Part.STORE, "Smartrr takes no more requests for now" + later(failure));
      case STOPPED -> stopped(failure);
      case MALFORMED, REFUSED ->
          wrong(Part.STORE, "What answers at " + url + " isn't Smartrr's API as it is known.");
      case UNREACHABLE -> unreachable(failure, "Smartrr can't be reached at " + url, Part.STORE);
      case UNAVAILABLE ->
          failure.isBySomethingInFront()
              ? inFront("Smartrr", failure, url)
              : wrong(Part.STORE, "Smartrr at " + url + " fails right now" + AGAIN);
      case TIMEOUT -> wrong(Part.STORE, "Smartrr at " + url + " doesn't answer in time" + AGAIN);
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
