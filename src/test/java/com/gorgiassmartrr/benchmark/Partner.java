package com.gorgiassmartrr.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Smartrr that speaks the reads of a look-up, and takes changes: every subscriber
 * has four orders and two subscriptions, after a fixed delay, or nobody is ever answered. It takes
 * note of every call, but a change is forgotten: who reads again gets what was there before.
 */
final class Partner implements AutoCloseable {
  static final String FEED = "/vendor/order/formatted";
  static final String CUSTOMERS = "/vendor/customer-relationship";
  static final String SUBSCRIPTIONS = "/vendor/customer/{id}/purchase-state/";
  static final String CHANGES = "/vendor/customer/{id}/purchase-state/{id}/{change}";
  static final String PROGRAMS = "/vendor/selling-plan-group";
  static final String PRODUCTS = "/vendor/purchasable";

  /** Addresses that begin so are of imported subscribers, who have no order yet. */
  static final String IMPORTED = "imported";

  /** The status and the next billing date of every subscription, and that after a change. */
  static final String STATUS = "ACTIVE";

  static final String NEXT_BILLING = "2026-12-03T14:00:00.000Z";
  private static final String LATER = "2027-01-03T14:00:00.000Z";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "/vendor/customer/";
  private static final String FIRST = uuid("state 0");
  private static final String AT = "2026-02-03T14:00:41.120Z";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final List<Call> calls = new ArrayList<>();
  private final String orders = list(IntStream.range(0, 4).mapToObj(Partner::order).toList());
  private final String nobody = list(List.of());
  private final String customers = list(List.of(customer()));
  private final String subscriptions =
      list(IntStream.range(0, 2).mapToObj(Partner::subscription).toList());
  private final String changed = json(subscription(0).with("nextBillingDate", LATER));
  private final String programs = json(IntStream.range(0, 4).mapToObj(Partner::program).toList());
  private final String products = list(IntStream.range(0, 40).mapToObj(Partner::product).toList());
  private volatile long delayMillis;
  private volatile boolean hangs;

  /**
   * A call that was made.
   *
   * @param path the path, without ids
   * @param from when it arrived, in nanoseconds
   * @param until when it was answered
   */
  record Call(String path, long from, long until) {}

  Partner() throws Exception {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
            .requestHandler(this::on);
    server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  /** From now on every call is answered after so many milliseconds. */
  void delay(long millis) {
    delayMillis = millis;
    hangs = false;
  }

  /** From now on no call is answered. */
  void hang() {
    hangs = true;
  }

  /** Forgets the calls that were made so far. */
  void forgetCalls() {
    synchronized (calls) {
      calls.clear();
    }
  }

  /** How many calls were made, by path. */
  Map<String, Integer> callsByPath() {
    Map<String, Integer> byPath = new TreeMap<>();
    synchronized (calls) {
      calls.forEach(call -> byPath.merge(call.path(), 1, Integer::sum));
    }
    return byPath;
  }

  /** How many of the calls were made one after the other; those made meanwhile don't count. */
  int roundTrips() {
    List<Call> byEnd;
    synchronized (calls) {
      byEnd = new ArrayList<>(calls);
    }
    byEnd.sort(Comparator.comparingLong(Call::until));
    int trips = 0;
    long until = Long.MIN_VALUE;
    for (Call call : byEnd) {
      if (call.from() >= until) {
        trips++;
        until = call.until();
      }
    }
    return trips;
  }

  private void on(HttpServerRequest request) {
    long from = System.nanoTime();
    boolean isOfCustomer = request.path().startsWith(CUSTOMER);
    boolean isChange = request.method().equals(HttpMethod.PUT);
    String path = isChange ? CHANGES : isOfCustomer ? SUBSCRIPTIONS : request.path();
    if (hangs) {
      note(new Call(path, from, from));
      return;
    }
    String body =
        isOfCustomer
            ? ofCustomer(request, isChange ? changed : subscriptions)
            : body(request, path);
    if (delayMillis == 0) {
      answer(request, body, path, from);
    } else {
      vertx.setTimer(delayMillis, timer -> answer(request, body, path, from));
    }
  }

  private String body(HttpServerRequest request, String path) {
    return switch (path) {
      case FEED -> {
        String email = String.valueOf(request.getParam("filterLike[emailOrName]"));
        yield email.startsWith(IMPORTED) ? nobody : of(orders, email);
      }
      case CUSTOMERS -> of(customers, String.valueOf(request.getParam("filterLike[email]")));
      case PROGRAMS -> programs;
      case PRODUCTS -> products;
      default -> "";
    };
  }

  private static String ofCustomer(HttpServerRequest request, String template) {
    String path = request.path();
    String customer = path.substring(CUSTOMER.length(), path.indexOf('/', CUSTOMER.length()));
    return template.replace(FIRST, subscriptionOf(customer));
  }

  /** The id of a subscriber's first subscription. */
  static String subscriptionOf(String customer) {
    return uuid("first of " + customer);
  }

  private static String of(String template, String email) {
    String id = UUID.nameUUIDFromBytes(email.getBytes(StandardCharsets.UTF_8)).toString();
    return template.replace("@email@", email).replace("@id@", id);
  }

  private void answer(HttpServerRequest request, String body, String path, long from) {
    note(new Call(path, from, System.nanoTime()));
    request
        .response()
        .setStatusCode(body.isEmpty() ? 404 : 200)
        .putHeader("content-type", "application/json; charset=utf-8")
        .end(Buffer.buffer(body));
  }

  private void note(Call call) {
    synchronized (calls) {
      calls.add(call);
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static String list(List<Fields> rows) {
    return json(
        object("totalCount", rows.size(), "totalPages", 1, "pageSize", 250, "pageNumber", 0)
            .with("data", rows));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Fields object(Object... namesAndValues) {
    Fields fields = new Fields();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  private static Fields dated(String id) {
    return object("id", id, "createdDate", AT, "updatedDate", AT, "shopifyUpdateDate", AT);
  }

  private static String uuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static Fields customer() {
    return dated("@id@")
        .with("shopifyId", "gid://shopify/Customer/7000000000001")
        .with("email", "@email@")
        .with("firstName", "Mara")
        .with("lastName", "Quill")
        .with("phone", "+15550100001")
        .with("role", "individualCustomer")
        .with("customerCurrency", "USD")
        .with("orderCount", 7)
        .with("totalSpent", "33740")
        .with("hasLoggedIn", true);
  }

  private static Fields variant(int number) {
    return dated(uuid("variant " + number))
        .with("shopifyId", "gid://shopify/ProductVariant/" + (44_000_000_001L + number))
        .with("purchasableVariantName", (number + 1) * 12 + " oz / Whole Bean")
        .with("sku", "COF-" + (number + 1) * 12 + "-WB")
        .with("isActiveInShopify", true)
        .with("requiresShipping", true)
        .with("presentmentPrices", List.of(object("price", "2400", "priceCurrency", "USD")));
  }

  private static Fields totals() {
    return object("totalFromLineItems", "4800", "totalLineItemsDiscount", "480")
        .with("totalLineItemsAfterDiscount", "4320")
        .with("totalShipping", "500")
        .with("totalDiscount", "480");
  }

  private static Fields address() {
    return object("firstName", "Mara", "lastName", "Quill", "address1", "1 Elm St")
        .with("city", "Troy")
        .with("province", "New York")
        .with("provinceCode", "NY")
        .with("zip", "12180")
        .with("countryCode", "US");
  }

  private static Fields state(int number) {
    return dated(uuid("state " + number))
        .with("shopifyId", "gid://shopify/SubscriptionContract/" + (9_876_543_210L + number))
        .with("purchaseStateStatus", STATUS)
        .with("createdViaCustomerPortal", false)
        .with("initialSubmissionDate", "2025-06-1" + number + "T17:20:12.000Z")
        .with("cancelledAt", null)
        .with("pausedAt", null)
        .with("nextBillingDate", NEXT_BILLING)
        .with("isRepeatCustomer", true)
        .with("sellingPlanId", "gid://shopify/SellingPlan/" + (1_234_567_890L + number))
        .with("currency", "USD")
        .withAll(totals())
        .with("totalEstimatedNet", "4820")
        .with("discounts", List.of())
        .with("shippingAddress", address());
  }

  private static Fields order(int number) {
    Fields item =
        dated(uuid("item " + number))
            .with("quantity", 2)
            .with("price", "2400")
            .with("priceCurrency", "USD")
            .with("shopIncome", "4320")
            .with("discountAmount", "480")
            .with("discountAllocations", List.of())
            .with("isAddOn", false)
            .with("vnt", variant(number));
    return dated(uuid("order " + number))
        .with("shopifyId", "gid://shopify/Order/" + (5_550_001_112_223L + number))
        .with("shopifyOrderLabel", "#" + (1042 + number))
        .with("orderProcessedDate", "2026-0" + (number + 1) + "-03T14:00:39.000Z")
        .with("orderStatus", "closed")
        .with("financialStatus", "paid")
        .with("fulfillmentStatus", "fulfilled")
        .with("orderSource", "Smartrr")
        .with("orderCurrency", "USD")
        .withAll(totals())
        .with("totalNet", "4820")
        .with("items", List.of(item))
        .with("taxLineItems", List.of())
        .with("shippingLineItems", List.of(object("price", 5, "title", "Standard")))
        .with("trackingInfo", List.of())
        .with("custRel", customer())
        .with("sts", List.of(state(number % 2)));
  }

  private static Fields subscription(int number) {
    Fields line =
        dated(uuid("line " + number))
            .with("quantity", 2)
            .with("basePrice", "2400")
            .with("priceAfterDiscounts", "2160")
            .with("priceCurrency", "USD")
            .with("isAddOn", false)
            .with("discounts", List.of())
            .with("currentSku", "COF-12-WB")
            .with("vnt", variant(number));
    return state(number)
        .with("stLineItems", List.of(line))
        .with(
            "schedule",
            dated(uuid("schedule")).with("totalOrdersCount", 7).with("skips", List.of()))
        .with(
            "pmtMth",
            object("cardBrand", "visa", "lastDigits", "4242", "maskedNumber", "•••• 4242"))
        .with(
            "organization",
            object("id", uuid("organization"), "billingTime", "09:00:00")
                .with("billingTimezone", "America/New_York"));
  }

  private static Fields program(int number) {
    List<Fields> plans =
        IntStream.range(0, 4)
            .mapToObj(
                plan ->
                    dated(uuid("plan " + number + plan))
                        .with("name", "Every " + (plan + 1) + " months")
                        .with(
                            "shopifyId",
                            "gid://shopify/SellingPlan/" + (1_234_567_890L + 4L * number + plan)))
            .toList();
    return dated(uuid("program " + number))
        .with("name", "Subscribe & Save " + (number + 1))
        .with("sellingPlans", plans);
  }

  private static Fields product(int number) {
    return dated(uuid("product " + number))
        .with("purchasableName", "Coffee Box " + (number + 1))
        .with("description", "Beans of one farm, roasted on the day that they are sent.")
        .with("purchasableImages", List.of("https://cdn.example.com/box-" + number + ".jpg"))
        .with("vnts", List.of(variant(2 * number), variant(2 * number + 1)))
        .with("cols", List.of());
  }

  /** A JSON object that is being put together. */
  private static final class Fields extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    Fields with(String name, @Nullable Object value) {
      put(name, value);
      return this;
    }

    Fields withAll(Fields others) {
      putAll(others);
      return this;
    }
  }
}
