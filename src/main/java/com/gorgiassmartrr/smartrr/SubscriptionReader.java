package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.databind.JsonNode;
import com.gorgiassmartrr.partner.PartnerFailure;
import com.gorgiassmartrr.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one subscription as it is now, what happened to it, and what Smartrr offers for it. */
public final class SubscriptionReader {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionReader.class);

  /** The ids that may stand in the address of a subscription's events. */
  private static final Pattern GID =
      Pattern.compile("gid://shopify/SubscriptionContract/[0-9]{1,30}");

  private static final String LIST = "smartrr-list-subscriptions";

  private final SmartrrCalls smartrr;
  private final Catalogs catalogs;

  public SubscriptionReader(SmartrrCalls smartrr, Catalogs catalogs) {
    this.smartrr = smartrr;
    this.catalogs = catalogs;
  }

  /**
   * Reads a subscription of a subscriber.
   *
   * @return Smartrr's purchase state, without secrets; empty when the subscriber has none of that
   *     id
   */
  public CompletableFuture<Optional<JsonNode>> read(
      Store store, String customerId, String subscriptionId) {
    return read(page -> smartrr.call(store, LIST, page(customerId, page)), subscriptionId);
  }

  /**
   * Reads as {@link #read} does, on the caller's own thread: whoever has one to spare needn't wait
   * behind other calls. Only the later pages of a very long list are read on other threads.
   *
   * @throws CompletionException with the {@link PartnerFailure} when there is no usable answer
   */
  public Optional<JsonNode> readNow(Store store, String customerId, String subscriptionId) {
    return read(
            page ->
                page == 0
                    ? now(store, page(customerId, page))
                    : smartrr.call(store, LIST, page(customerId, page)),
            subscriptionId)
        .join();
  }

  private CompletableFuture<JsonNode> now(Store store, Map<String, String> variables) {
    try {
      return CompletableFuture.completedFuture(smartrr.readNow(store, LIST, variables));
    } catch (PartnerFailure e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Map<String, String> page(String customerId, int page) {
    return Map.of("customer", customerId, "page", Integer.toString(page));
  }

  private static CompletableFuture<Optional<JsonNode>> read(
      IntFunction<CompletableFuture<JsonNode>> pages, String subscriptionId) {
    return Pages.read(pages, state -> state.path("id").asText().equals(subscriptionId))
        .thenApply(states -> states.stream().findFirst().map(Scrubber::scrub));
  }

  /** Reads what happened to a subscription; where Smartrr doesn't tell, that is unknown. */
  public CompletableFuture<SubscriptionEvents> events(Store store, JsonNode subscription) {
    String gid = subscription.path("shopifyId").asText("");
    if (!GID.matcher(gid).matches()) {
      return CompletableFuture.completedFuture(SubscriptionEvents.UNKNOWN);
    }
    return smartrr
        .call(
            store,
            "smartrr-list-events",
            Map.of("contract", URLEncoder.encode(gid, StandardCharsets.UTF_8)))
        .thenApply(SubscriptionEvents::of)
        .exceptionally(
            failure -> {
              LOG.info(
                  "{}: the events of a subscription can't be read: {}",
                  store.name(),
                  failure instanceof CompletionException wrapped
                      ? String.valueOf(wrapped.getCause())
                      : failure.toString());
              return SubscriptionEvents.UNKNOWN;
            });
  }

  /**
   * The name of what is subscribed to, as the widget has it, such as {@code Coffee and 1 more};
   * empty where it isn't known.
   */
  public CompletableFuture<String> product(Store store, JsonNode subscription) {
    return catalogs
        .of(store)
        .thenApply(
            catalog -> {
              List<JsonNode> lines = SubscriberDocument.lines(subscription);
              if (lines.isEmpty()) {
                return "";
              }
              String first = catalog.product(lines.get(0));
              if (first == null) {
                first = lines.get(0).path("vnt").path("purchasableVariantName").asText("");
              }
              return lines.size() == 1 || first.isEmpty()
                  ? first
                  : first + " and " + (lines.size() - 1) + " more";
            });
  }

  /** The reasons for cancelling that are in use, in the shop's order. */
  public CompletableFuture<List<Reason>> reasons(Store store) {
    return smartrr.call(store, "smartrr-list-reasons", Map.of()).thenApply(Reason::of);
  }
}
