package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.partner.PartnerFailure.Kind;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.smartrr.SmartrrChange;
import com.gorgiassmartrr.store.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store's Smartrr token may do, found out by trying: reads of nobody, and a change of a
 * subscription that can't exist. Smartrr's own list of tokens is never asked for: it holds every
 * token of the shop in clear.
 */
final class TokenRights {
  /** An address that nobody has: what may be read of nobody may be read of anybody. */
  private static final String NOBODY = "nobody%40example.invalid";

  private static final String NO_ID = "00000000-0000-4000-8000-000000000000";

  /** The one id that is never given to anything. */
  private static final String NIL = "00000000-0000-0000-0000-000000000000";

  private static final String CHANGE = "next-billing-date";

  private static final List<Read> READS =
      List.of(
          new Read(
              "smartrr-find-orders",
              Map.of("search", NOBODY, "page", "0"),
              "orders",
              "Order",
              true),
          new Read(
              "smartrr-find-customers",
              Map.of("search", NOBODY, "page", "0"),
              "customers",
              "Customer",
              true),
          new Read(
              "smartrr-list-subscriptions",
              Map.of("customer", NO_ID, "page", "0"),
              "subscriptions",
              "Subscription",
              true),
          new Read("smartrr-list-programs", Map.of(), "selling plans", "Selling Plan", false),
          new Read("smartrr-list-products", Map.of("page", "0"), "products", "Product", false));

  private final SmartrrCalls calls;
  private final Store store;

  TokenRights(SmartrrCalls calls, Store store) {
    this.calls = calls;
    this.store = store;
  }

  /**
   * Something that lookups read.
   *
   * @param permission what it is called in Smartrr's menu
   * @param isNeeded whether nothing can be shown without it
   */
  private record Read(
      String route,
      Map<String, String> variables,
      String what,
      String permission,
      boolean isNeeded) {}

  /** Tries what the token may do. */
  void verify(Steps steps) {
    for (Read read : READS) {
      PartnerFailure failure = failure(read);
      if (failure == null) {
        continue;
      }
      if (failure.status() != 403 || failure.kind() != Kind.CREDENTIALS) {
        steps.add(Sentences.smartrr(failure, store.smartrrUrl()));
        return;
      }
      if (read.isNeeded()) {
        steps.add(Sentences.mayNotRead(read.what(), read.permission()));
      } else {
        steps.warn(
            Part.SMARTRR_TOKEN,
            "The Smartrr token may not read "
                + read.what()
                + ": their names aren't shown. Its permission "
                + read.permission()
                + " stands "
                + Sentences.SMARTRR_MENU
                + ".");
      }
    }
    if (!steps.isWrong(Part.SMARTRR_TOKEN)) {
      verifyWriting(steps);
    }
  }

  /** Why something can't be read; null where it can. Nobody's subscriptions needn't be there. */
  private @Nullable PartnerFailure failure(Read read) {
    try {
      calls.readNow(store, read.route(), read.variables());
      return null;
    } catch (PartnerFailure e) {
      boolean isOfNobody = read.variables().containsKey("customer");
      return isOfNobody && e.kind() == Kind.REFUSED && (e.status() == 404 || e.status() == 400)
          ? null
          : e;
    }
  }

  private void verifyWriting(Steps steps) {
    PartnerFailure answer = tryToChangeNothing();
    if (answer != null && answer.kind() == Kind.CREDENTIALS && answer.status() == 403) {
      steps.add(Sentences.mayNotWrite());
    } else if (answer != null
        && (answer.status() == 404 || answer.status() == 400)
        && answer.kind() == Kind.REFUSED) {
      steps.add(
          new Step(
              Part.SMARTRR_TOKEN,
              Status.RIGHT,
              "Smartrr accepts the token, which may read and change subscriptions."));
    } else {
      steps.warn(
          Part.SMARTRR_TOKEN,
          "The Smartrr token may read subscriptions. Whether it may change them couldn't be"
              + " verified ("
              + (answer == null ? "Smartrr took a change of nothing" : answer.getMessage())
              + "). The first press will show it; its permission Subscription must be Read and"
              + " Write.");
    }
  }

  /**
   * Asks for a change of a subscription that can't exist, without saying which change: whoever may
   * not change anything is refused before that is noticed.
   */
  private @Nullable PartnerFailure tryToChangeNothing() {
    try (Permit permit = Permit.grant(SmartrrChange.write(store, NIL, NIL, CHANGE))) {
      calls.writeNow(
          store,
          "smartrr-change",
          Map.of("customer", NIL, "subscription", NIL, SmartrrChange.VARIABLE, CHANGE),
          Map.of(),
          permit);
      return null;
    } catch (PartnerFailure e) {
      return e;
    }
  }
}
