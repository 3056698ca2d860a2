import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A partner that misbehaves in one way: a Smartrr with a subscriber for every address that it is
 * asked for, or a Gorgias that refuses every note. It serves loopback only and prints a line for
 * each request, such as {@code GET /vendor/customer-relationship}.
 *
 * <p>{@code java Stub.java PORT MODE}: the modes are the constants below; {@code plain} behaves
 * well. {@code clock ZONE MOMENT} and {@code tls KEYSTORE} take further words.
 */
public final class Stub {
  /** Every answer is the page by which a bot check keeps callers out. */
  private static final String BOT_CHECK = "bot-check";

  /** A connection is closed after its first answer, which doesn't say so. */
  private static final String CLOSING = "closing";

  /** A connection is closed without an answer as soon as its second request begins. */
  private static final String LINGERING = "lingering";

  /** A change is made and never answered. */
  private static final String HANGING = "hanging";

  /** A price with decimals in place of minor units. */
  private static final String DECIMALS = "decimals";

  /** The last order of a cancelled subscription has failed. */
  private static final String FAILED_ORDER = "failed-order";

  /** One active subscription, and six cancelled ones that were made after it. */
  private static final String OLD_ACTIVE = "old-active";

  /** Six active subscriptions. */
  private static final String SIX = "six";

  /** An answer of some 3 MB for every subscriber. */
  private static final String LARGE = "large";

  /** A Gorgias that refuses every note, since it doesn't know its sender. */
  private static final String NO_SENDER = "no-sender";

  /** A shop that bills in another zone, at another moment. */
  private static final String CLOCK = "clock";

  /** The same over TLS, with the key of this file; its password is {@code password}. */
  private static final String TLS = "tls";

  private static final Pattern ADDRESS = Pattern.compile("[\\w.+-]+@[\\w.-]+");
  private static final Pattern SUBSCRIBER = Pattern.compile("/vendor/customer/([0-9a-f-]{36})/");
  private static final Pattern CHANGE =
      Pattern.compile("/purchase-state/([0-9a-f-]{36})/([a-z-]+)");
  private static final Pattern DATE =
      Pattern.compile("\"(?:date|nextBillingDate)\"\\s*:\\s*\"([^\"]+)\"");
  private static final int LARGE_COUNT = 240;
  private static final int LARGE_SETTINGS = 180;

  private final String mode;
  private final String zone;

  /** When the next order of an active subscription is billed, as Smartrr writes it. */
  private volatile String nextBilling;

  /** By the subscriber's id. */
  private final Map<String, String> addresses = new ConcurrentHashMap<>();

  private final Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();

  private Stub(String mode, String zone, String nextBilling) {
    this.mode = mode;
    this.zone = zone;
    this.nextBilling = nextBilling;
  }

  private static final class Subscription {
    final String id;
    final String created;
    volatile String status;
    volatile String moved = "";

    Subscription(String id, String status, String created) {
      this.id = id;
      this.status = status;
      this.created = created;
    }
  }

  private record Answer(int status, String type, String body) {
    static Answer json(String body) {
      return new Answer(200, "application/json; charset=utf-8", body);
    }

    static Answer refusal(int status, String body) {
      return new Answer(status, "application/json; charset=utf-8", body);
    }
  }

  private record Call(String method, String target, String body) {}

  public static void main(String[] words) throws Exception {
    String mode = words[1];
    boolean isClock = mode.equals(CLOCK);
    Stub stub =
        new Stub(
            mode,
            isClock ? words[2] : "America/Chicago",
            isClock ? words[3] : "2026-12-17T15:00:00.000Z");
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port = Integer.parseInt(words[0]);
    try (ServerSocket socket =
        mode.equals(TLS)
            ? tls(Path.of(words[2])).getServerSocketFactory().createServerSocket(port, 100, loopback)
            : new ServerSocket(port, 100, loopback)) {
      System.out.println("ready");
      while (true) {
        Socket caller = socket.accept();
        Thread thread = new Thread(() -> stub.serve(caller));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private static SSLContext tls(Path file) throws Exception {
    char[] password = "password".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private void serve(Socket caller) {
    try (caller) {
      InputStream in = new BufferedInputStream(caller.getInputStream());
      if (speaksTls(in)) {
        write(caller.getOutputStream(), Answer.refusal(400, "{\"message\":\"Speak HTTP\"}"));
        return;
      }
      for (Call call = read(in); call != null; call = read(in)) {
        System.out.println(call.method() + " " + call.target());
        Answer answer = answer(call);
        if (mode.equals(HANGING) && call.method().equals("PUT")) {
          // Until the caller gives up.
          in.transferTo(OutputStream.nullOutputStream());
          return;
        }
        write(caller.getOutputStream(), answer);
        if (mode.equals(LINGERING)) {
          in.read();
        }
        if (mode.equals(LINGERING) || mode.equals(CLOSING)) {
          return;
        }
      }
    } catch (IOException e) {
      // The caller has gone.
    }
  }

  /** Whether a caller takes a plain port for one of TLS; HTTP begins with a letter. */
  private static boolean speaksTls(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == 0x16;
  }

  private static Call read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).trim());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] words = first.split(" ");
    return new Call(words[0], URLDecoder.decode(words[1], StandardCharsets.UTF_8), body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static void write(OutputStream out, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PrintStream head = new PrintStream(all, false, StandardCharsets.US_ASCII);
    head.print("HTTP/1.1 " + answer.status() + " Said\r\n");
    head.print("Content-Type: " + answer.type() + "\r\n");
    head.print("Content-Length: " + body.length + "\r\n\r\n");
    head.flush();
    all.write(body);
    all.writeTo(out);
    out.flush();
  }

  private Answer answer(Call call) {
    String target = call.target();
    if (target.startsWith("/stub/next-billing?")) {
      nextBilling = target.substring(target.indexOf('?') + 1);
      return Answer.json("{}");
    }
    if (mode.equals(BOT_CHECK)) {
      return new Answer(
          403, "text/html; charset=utf-8", "<!doctype html><title>Checking your browser</title>");
    }
    if (mode.equals(NO_SENDER)) {
      return call.method().equals("GET")
          ? Answer.json("{\"object\":\"list\",\"data\":[],\"meta\":{\"next_cursor\":null}}")
          : Answer.refusal(400, "{\"error\":{\"msg\":\"sender: user does not exist\"}}");
    }
    return call.method().equals("GET") ? read(target) : change(call);
  }

  private Answer read(String target) {
    String path = target.replaceFirst("https?://[^/]+", "");
    Matcher address = ADDRESS.matcher(path);
    Matcher subscriber = SUBSCRIBER.matcher(path);
    if (path.startsWith("/vendor/customer-relationship") && address.find()) {
      String email = address.group();
      // From here on its id is asked for, be it before its orders.
      of(email);
      return page(List.of(subscriber(email)));
    }
    if (path.startsWith("/vendor/order/formatted") && address.find()) {
      String email = address.group();
      return page(of(email).stream().map(one -> order(email, one)).collect(Collectors.toList()));
    }
    if (subscriber.find()) {
      String email = addresses.getOrDefault(subscriber.group(1), "nobody@shop.example");
      return page(of(email).stream().map(one -> state(email, one)).collect(Collectors.toList()));
    }
    return path.startsWith("/vendor/purchasable") ? page(List.of()) : Answer.json("[]");
  }

  private Answer change(Call call) {
    Matcher named = CHANGE.matcher(call.target());
    if (!named.find()) {
      return Answer.refusal(404, "{\"message\":\"Not found\",\"status\":404}");
    }
    for (Map.Entry<String, List<Subscription>> owned : subscriptions.entrySet()) {
      for (Subscription one : owned.getValue()) {
        if (one.id.equals(named.group(1))) {
          apply(one, named.group(2), call.body());
          String state = state(owned.getKey(), one);
          return Answer.json(
              List.of("pause", "activate", "cancel").contains(named.group(2))
                  ? "{\"newCustomerPurchaseState\":" + state + "}"
                  : state);
        }
      }
    }
    return Answer.refusal(404, "{\"message\":\"No such subscription\",\"status\":404}");
  }

  private void apply(Subscription one, String action, String body) {
    Matcher date = DATE.matcher(body);
    if (date.find()) {
      one.moved = date.group(1);
      System.out.println("DAY " + Instant.parse(one.moved).atZone(ZoneId.of(zone)).toLocalDate());
    }
    switch (action) {
      case "pause" -> one.status = "PAUSED";
      case "activate" -> one.status = "ACTIVE";
      case "cancel" -> one.status = "CANCELLED";
      default -> {}
    }
  }

  private List<Subscription> of(String email) {
    addresses.put(idOf("subscriber " + email), email);
    return subscriptions.computeIfAbsent(email, this::made);
  }

  private List<Subscription> made(String email) {
    Map<String, String> statuses = new LinkedHashMap<>();
    int active = mode.equals(LARGE) ? LARGE_COUNT : mode.equals(SIX) ? 6 : 1;
    int cancelled = mode.equals(OLD_ACTIVE) ? 6 : mode.equals(FAILED_ORDER) ? 1 : 0;
    for (int i = 0; i < active; i++) {
      statuses.put("active " + i, "ACTIVE");
    }
    for (int i = 0; i < cancelled; i++) {
      statuses.put("cancelled " + i, "CANCELLED");
    }
    List<Subscription> all = new ArrayList<>();
    statuses.forEach(
        (name, status) ->
            all.add(
                new Subscription(
                    idOf(email + name),
                    status,
                    (status.equals("ACTIVE") ? "2019" : "2024") + "-05-06T07:08:09.000Z")));
    return all;
  }

  private static String idOf(String name) {
    // A version 4 look, as Smartrr's ids have.
    String made = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    return made.substring(0, 14) + "4" + made.substring(15);
  }

  private static long numberOf(String id) {
    return Long.parseLong(id.substring(0, 8), 16) + 70_000_000_000L;
  }

  private static String subscriber(String email) {
    String id = idOf("subscriber " + email);
    return object(
        "id", id,
        "createdDate", "2019-05-06T07:08:09.000Z",
        "shopifyId", "gid://shopify/Customer/" + numberOf(id),
        "email", email,
        "firstName", "Rosa",
        "lastName", "Stubb",
        "role", "individualCustomer",
        "customerCurrency", "USD",
        "orderCount", 9,
        "totalSpent", "43200",
        "hasLoggedIn", true);
  }

  private String order(String email, Subscription one) {
    boolean isFailed = mode.equals(FAILED_ORDER) && one.status.equals("CANCELLED");
    return object(
        "id", idOf("order " + one.id),
        "shopifyOrderLabel", "#" + numberOf(one.id),
        "orderProcessedDate", "2026-11-03T15:00:00.000Z",
        "orderStatus", "open",
        "financialStatus", isFailed ? "failed" : "paid",
        "orderSource", "Smartrr",
        "orderCurrency", "USD",
        "custRel", new Raw(subscriber(email)),
        "sts", new Raw("[" + object("id", one.id, "purchaseStateStatus", one.status) + "]"));
  }

  private String state(String email, Subscription one) {
    boolean isActive = one.status.equals("ACTIVE");
    Object next = !isActive ? null : one.moved.isEmpty() ? nextBilling : one.moved;
    return object(
        "id", one.id,
        "createdDate", one.created,
        "initialSubmissionDate", one.created,
        "shopifyId", "gid://shopify/SubscriptionContract/" + numberOf(one.id),
        "purchaseStateStatus", one.status,
        "cancelledAt", one.status.equals("CANCELLED") ? "2026-06-07T08:09:10.000Z" : null,
        "pausedAt", one.status.equals("PAUSED") ? "2026-11-29T08:09:10.000Z" : null,
        "nextBillingDate", next,
        "sellingPlanId", "gid://shopify/SellingPlan/5150",
        "currency", "USD",
        "organization", new Raw(organization()),
        "schedule", new Raw("{\"totalOrdersCount\":9,\"skips\":[]}"),
        "stLineItems", new Raw("[" + line(one) + "]"),
        "custRel", new Raw(subscriber(email)));
  }

  private String line(Subscription one) {
    String variant = object("id", idOf("variant"), "purchasableVariantName", "Oolong", "sku", "T-1");
    return object(
        "id", idOf("line " + one.id),
        "quantity", 2,
        "basePrice", mode.equals(DECIMALS) ? "48.00" : "4800",
        "priceCurrency", "USD",
        "isAddOn", false,
        "vnt", new Raw(variant));
  }

  private String organization() {
    StringBuilder settings = new StringBuilder();
    for (int i = 0; mode.equals(LARGE) && i < LARGE_SETTINGS; i++) {
      settings
          .append(i == 0 ? "" : ",")
          .append(object("name", "a setting of the shop, number " + i, "on", true, "value", i))
          .append(" ");
    }
    return object("billingTimezone", zone, "preferences", new Raw("[" + settings + "]"));
  }

  private static Answer page(List<String> rows) {
    return Answer.json(
        object(
            "totalCount", rows.size(),
            "totalPages", 1,
            "pageSize", rows.size(),
            "pageNumber", 0,
            "data", new Raw("[" + String.join(",", rows) + "]")));
  }

  /** Text that is JSON already. */
  private record Raw(String json) {
    @Override
    public String toString() {
      return json;
    }
  }

  private static String object(Object... namesAndValues) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      text.append(i == 0 ? "\"" : ",\"").append(namesAndValues[i]).append("\":");
      text.append(value instanceof String ? "\"" + value + "\"" : String.valueOf(value));
    }
    return text.append("}").toString();
  }
}
