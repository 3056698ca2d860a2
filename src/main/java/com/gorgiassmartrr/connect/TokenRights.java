package com.gorgiassmartrr.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.connect.Step.Part;
import com.gorgiassmartrr.connect.Step.Status;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.smartrr.SmartrrCalls;
import com.gorgiassmartrr.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store's Smartrr token may do, found out by reading alone: nothing is sent that could
 * change anything.
 */
final class TokenRights {
  /** An address that nobody has: what may be read of nobody may be read of anybody. */
  private static final String NOBODY = "nobody%40example.invalid";

  private static final String NO_ID = "00000000-0000-4000-8000-000000000000";
  private static final int READ = 1;
  private static final int READ_AND_WRITE = 2;
  private static final int ABOVE = 4;

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
      if (failure.status() != 403) {
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
      calls.callNow(store, read.route(), read.variables(), null);
      return null;
    } catch (PartnerFailure e) {
      boolean isOfNobody = read.variables().containsKey("customer");
      return isOfNobody && (e.status() == 404 || e.status() == 400) ? null : e;
    }
  }

  private void verifyWriting(Steps steps) {
    Optional<Integer> level = subscriptionLevel();
    if (level.isEmpty()) {
      steps.warn(
          Part.SMARTRR_TOKEN,
          "The Smartrr token may read subscriptions. Whether it may change them couldn't be"
              + " verified: Smartrr doesn't tell what this token may do. The first press will"
              + " show it; its permission Subscription must be Read and Write.");
    } else if (level.get() <= READ) {
      steps.add(Sentences.mayNotWrite());
    } else {
      steps.add(
          new Step(
              Part.SMARTRR_TOKEN,
              Status.RIGHT,
              "Smartrr accepts the token, which may read and change subscriptions."));
    }
  }

  /** What our token may do with subscriptions; empty where Smartrr doesn't tell. */
  private Optional<Integer> subscriptionLevel() {
    JsonNode answer;
    try {
      answer = calls.callNow(store, "smartrr-list-tokens", Map.of(), null);
    } catch (PartnerFailure e) {
      return Optional.empty();
    }
    JsonNode rows = answer.isArray() ? answer : answer.path("tokens");
    for (JsonNode token : rows) {
      if (store.smartrrToken().matches(token.path("smartrrAccessToken").asText(""))) {
        return level(token.path("scopeSettings").path("SUBSCRIPTION"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> level(JsonNode level) {
    if (level.canConvertToInt()) {
      int number = level.asInt();
      return number == READ || number == 0 || number == READ_AND_WRITE || number == ABOVE
          ? Optional.of(number)
          : Optional.empty();
    }
    return switch (level.asText("")) {
      case "NONE" -> Optional.of(0);
      case "READ" -> Optional.of(READ);
      case "READ_AND_WRITE" -> Optional.of(READ_AND_WRITE);
      default -> Optional.empty();
    };
  }
}
