package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The data of the simulated helpdesk: people, tickets, messages, integrations, widgets and events.
 *
 * <p>Thread-safe. Whatever is returned is a copy in the shape of Gorgias's API. What an agent or a
 * customer does here fires the same triggers as in Gorgias.
 */
public final class GorgiasDesk {
  /** Bounds a sandbox that runs for weeks; Gorgias keeps its events. */
  private static final int MAX_EVENTS = 10_000;

  private static final String OPEN = "open";

  private final Clock clock;
  private final String domain;
  private final Consumer<Trigger> triggers;
  private final AtomicLong version = new AtomicLong();

  private final NavigableMap<Long, ObjectNode> users = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> customers = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> tickets = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> messages = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> integrations = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> widgets = new TreeMap<>();
  private final NavigableMap<Long, ObjectNode> events = new TreeMap<>();
  private long lastId;
  private long epoch;
  private volatile Runnable onIntegration = () -> {};

  GorgiasDesk(Clock clock, String domain, Consumer<Trigger> triggers) {
    this.clock = clock;
    this.domain = domain;
    this.triggers = triggers;
    reset();
  }

  /** Has something done each time that an integration was made or set; it mustn't wait. */
  public void onIntegration(Runnable listener) {
    onIntegration = listener;
  }

  private void tell(Table table) {
    if (table == Table.INTEGRATION) {
      onIntegration.run();
    }
  }

  // ---------------------------------------------------------------- what people do

  /** Puts everything back to the start: the seeded people and tickets, and no integration. */
  public synchronized void reset() {
    List.of(users, customers, tickets, messages, integrations, widgets, events).forEach(Map::clear);
    epoch++;
    lastId = 100;
    DeskSeed.fill(this, clock.instant());
    changed();
  }

  /**
   * A customer writes in by e-mail; an unknown sender becomes a customer.
   *
   * @return the new ticket's id
   */
  public long openTicket(String customerEmail, String subject, String text) {
    long ticketId;
    synchronized (this) {
      ObjectNode known = findCustomer(customerEmail);
      long customerId =
          known != null
              ? known.get("id").longValue()
              : insertCustomer(customerEmail, nameFrom(customerEmail), "email", customerEmail);
      ticketId = insertTicket(customerId, subject, text, "email", clock.instant());
    }
    announceTicket(ticketId);
    return ticketId;
  }

  /**
   * A known customer, who may have no e-mail address, writes in.
   *
   * @return the new ticket's id
   */
  public long openTicket(long customerId, String subject, String text) {
    long ticketId;
    synchronized (this) {
      String channel = require(customers, customerId).path("email").isTextual() ? "email" : "phone";
      ticketId = insertTicket(customerId, subject, text, channel, clock.instant());
    }
    announceTicket(ticketId);
    return ticketId;
  }

  /**
   * Writes a public message on a ticket, as its customer or as the agent on duty.
   *
   * @return the new message's id
   */
  public long addMessage(long ticketId, boolean fromAgent, String text) {
    ObjectNode message = Json.object();
    synchronized (this) {
      ObjectNode ticket = require(tickets, ticketId);
      message.put("channel", ticket.path("channel").asText());
      message.put("via", fromAgent ? "helpdesk" : ticket.path("via").asText());
      message.put("from_agent", fromAgent);
      message.put("public", true);
      message.set(
          "sender",
          fromAgent
              ? person(agentOnDuty())
              : person(require(customers, ticket.get("customer_id").longValue())));
      message.put("body_text", text);
    }
    return addMessage(ticketId, message, null);
  }

  /**
   * Writes an internal note on a ticket as the agent on duty.
   *
   * @return the new message's id
   */
  public long addNote(long ticketId, String text) {
    ObjectNode message = Json.object();
    synchronized (this) {
      message.put("channel", "internal-note");
      message.put("via", "helpdesk");
      message.put("from_agent", true);
      message.put("public", false);
      message.set("sender", person(agentOnDuty()));
      message.put("body_text", text);
    }
    return addMessage(ticketId, message, null);
  }

  /** Changes nothing on a ticket but fires {@code ticket-updated}, as reopening a view may do. */
  public void touchTicket(long ticketId) {
    updateTicket(ticketId, Json.object(), null);
  }

  /** Closes or opens a ticket: {@code open} or {@code closed}. */
  public void setStatus(long ticketId, String status) {
    updateTicket(ticketId, Json.object().put("status", status), null);
  }

  // ---------------------------------------------------------------- what can be read

  /** Returns a number that grows with every change. */
  public long version() {
    return version.get();
  }

  /** Returns a ticket with its customer, messages and events, or null. */
  public synchronized @Nullable ObjectNode ticket(long id) {
    ObjectNode row = tickets.get(id);
    return row == null ? null : ticketView(row, true);
  }

  /** Returns all tickets without their messages and events, the newest message first. */
  public synchronized List<ObjectNode> tickets() {
    return tickets.values().stream()
        .sorted(
            Comparator.comparing((ObjectNode row) -> row.path("last_message_datetime").asText())
                .thenComparing(row -> row.get("id").longValue())
                .reversed())
        .map(row -> ticketView(row, false))
        .toList();
  }

  /** Returns a ticket's messages, oldest first. */
  public synchronized List<ObjectNode> messages(long ticketId) {
    return copies(messages, row -> row.get("ticket_id").longValue() == ticketId);
  }

  /** Returns a customer, with what integrations stored, or null. */
  public synchronized @Nullable ObjectNode customer(long id) {
    ObjectNode row = customers.get(id);
    return row == null ? null : row.deepCopy();
  }

  /** Returns the customer with this e-mail address, or null. */
  public synchronized @Nullable ObjectNode customer(String email) {
    ObjectNode row = findCustomer(email);
    return row == null ? null : row.deepCopy();
  }

  /** Returns all customers. */
  public synchronized List<ObjectNode> customers() {
    return copies(customers, row -> true);
  }

  /** Returns the people who work here. */
  public synchronized List<ObjectNode> users() {
    return copies(users, row -> true);
  }

  /** Returns the agent as whom the sandbox's page acts. */
  public synchronized ObjectNode agentOnDuty() {
    return users.firstEntry().getValue().deepCopy();
  }

  /** Returns all integrations, the headers that they send included. */
  public synchronized List<ObjectNode> integrations() {
    return copies(integrations, row -> true);
  }

  /** Returns all widgets. */
  public synchronized List<ObjectNode> widgets() {
    return copies(widgets, row -> true);
  }

  /** Returns all events, oldest first. */
  public synchronized List<ObjectNode> events() {
    return copies(events, row -> true);
  }

  /** Returns what an integration's answer left under a customer, or null. */
  public synchronized @Nullable JsonNode stored(long customerId, long integrationId) {
    ObjectNode row = customers.get(customerId);
    JsonNode data =
        row == null ? null : row.path("integrations").get(String.valueOf(integrationId));
    return data == null ? null : data.deepCopy();
  }

  // ---------------------------------------------------------------- to be kept

  /** Returns everything, to be restored later. */
  synchronized ObjectNode snapshot() {
    ObjectNode snapshot = Json.object().put("last_id", lastId);
    for (Table table : Table.values()) {
      snapshot.putArray(table.path()).addAll(rows(table).values());
    }
    return snapshot.deepCopy();
  }

  /**
   * Puts everything to where it was when a snapshot was made.
   *
   * @throws RuntimeException if it is no snapshot
   */
  synchronized void restore(JsonNode snapshot) {
    epoch++;
    lastId = snapshot.required("last_id").longValue();
    for (Table table : Table.values()) {
      NavigableMap<Long, ObjectNode> rows = rows(table);
      rows.clear();
      for (JsonNode row : snapshot.required(table.path())) {
        rows.put(row.required("id").longValue(), row.deepCopy());
      }
    }
    changed();
  }

  // ---------------------------------------------------------------- for the API

  synchronized long epoch() {
    return epoch;
  }

  void changed() {
    version.incrementAndGet();
  }

  /** A table of the API. */
  enum Table {
    USER("User", "users"),
    CUSTOMER("Customer", "customers"),
    TICKET("Ticket", "tickets"),
    MESSAGE("TicketMessage", "messages"),
    INTEGRATION("Integration", "integrations"),
    WIDGET("Widget", "widgets"),
    EVENT("Event", "events");

    private final String objectType;
    private final String path;

    Table(String objectType, String path) {
      this.objectType = objectType;
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  private NavigableMap<Long, ObjectNode> rows(Table table) {
    return switch (table) {
      case USER -> users;
      case CUSTOMER -> customers;
      case TICKET -> tickets;
      case MESSAGE -> messages;
      case INTEGRATION -> integrations;
      case WIDGET -> widgets;
      case EVENT -> events;
    };
  }

  synchronized List<ObjectNode> rows(Table table, Predicate<ObjectNode> wanted) {
    return copies(rows(table), wanted);
  }

  synchronized @Nullable ObjectNode row(Table table, long id) {
    ObjectNode row = rows(table).get(id);
    return row == null ? null : row.deepCopy();
  }

  /** Adds an integration or a widget that was checked before. */
  synchronized ObjectNode insert(Table table, ObjectNode fields, long userId) {
    long id = nextId();
    ObjectNode row = Json.object().put("id", id);
    row.setAll(fields);
    String now = now();
    row.put("created_datetime", now);
    row.put("updated_datetime", now);
    row.put("uri", "/api/" + table.path() + "/" + id);
    rows(table).put(id, row);
    event(lower(table) + "-created", table, id, userId, Json.object());
    changed();
    tell(table);
    return row.deepCopy();
  }

  /** Replaces the given fields of an integration or a widget, or returns null for an unknown id. */
  synchronized @Nullable ObjectNode update(Table table, long id, ObjectNode fields, long userId) {
    ObjectNode row = rows(table).get(id);
    if (row == null) {
      return null;
    }
    boolean wasOff = row.path("deactivated_datetime").isTextual();
    row.setAll(fields.deepCopy());
    row.put("updated_datetime", now());
    event(lower(table) + "-updated", table, id, userId, Json.object());
    boolean isOff = row.path("deactivated_datetime").isTextual();
    if (table == Table.INTEGRATION && wasOff != isOff) {
      event(
          isOff ? "integration-deactivated" : "integration-reactivated",
          table,
          id,
          userId,
          Json.object());
    }
    changed();
    tell(table);
    return row.deepCopy();
  }

  /** Removes an integration or a widget; GUESS: an integration's stored data goes with it. */
  synchronized boolean delete(Table table, long id, long userId) {
    if (rows(table).remove(id) == null) {
      return false;
    }
    if (table == Table.INTEGRATION) {
      customers
          .values()
          .forEach(row -> ((ObjectNode) row.get("integrations")).remove(String.valueOf(id)));
    }
    event(lower(table) + "-deleted", table, id, userId, Json.object());
    changed();
    return true;
  }

  /** Switches an integration off because it failed too often. */
  synchronized void deactivate(long integrationId) {
    ObjectNode row = integrations.get(integrationId);
    if (row != null && !row.path("deactivated_datetime").isTextual()) {
      row.put("deactivated_datetime", now());
      event("integration-deactivated", Table.INTEGRATION, integrationId, null, Json.object());
      changed();
    }
  }

  /** Stores an integration's answer under a customer. */
  synchronized void store(long inEpoch, long customerId, long integrationId, ObjectNode data) {
    ObjectNode row = customers.get(customerId);
    if (inEpoch != epoch || row == null || !integrations.containsKey(integrationId)) {
      return;
    }
    ObjectNode stored = data.deepCopy();
    stored.put("__integration_type__", "http");
    ((ObjectNode) row.get("integrations")).set(String.valueOf(integrationId), stored);
    changed();
  }

  /** Changes the given fields of a ticket and fires what follows from it; null if unknown. */
  @Nullable ObjectNode updateTicket(long id, ObjectNode fields, @Nullable Long userId) {
    return updateTicket(id, row -> fields, userId);
  }

  /**
   * Sets fields of a ticket that are made of what is there; null where there is no such ticket.
   *
   * @param make makes the fields of the ticket's row
   */
  @Nullable ObjectNode updateTicket(
      long id, UnaryOperator<ObjectNode> make, @Nullable Long userId) {
    List<Trigger> fired = new ArrayList<>();
    ObjectNode view;
    synchronized (this) {
      ObjectNode row = tickets.get(id);
      if (row == null) {
        return null;
      }
      long user = userId == null ? agentOnDuty().get("id").longValue() : userId;
      String statusBefore = row.path("status").asText();
      JsonNode assigneeBefore = row.path("assignee_user").deepCopy();
      ObjectNode fields = make.apply(row);
      row.setAll(fields.deepCopy());
      String now = now();
      row.put("updated_datetime", now);
      fired.add(new Trigger(Trigger.TICKET_UPDATED, id, null, user));
      event(Trigger.TICKET_UPDATED, Table.TICKET, id, user, Json.object());
      String status = row.path("status").asText();
      if (!status.equals(statusBefore)) {
        row.put("closed_datetime", status.equals(OPEN) ? null : now);
        event(
            status.equals(OPEN) ? "ticket-reopened" : "ticket-closed",
            Table.TICKET,
            id,
            user,
            Json.object());
        fired.add(new Trigger("ticket-status-updated", id, null, user));
      }
      if (!row.path("assignee_user").equals(assigneeBefore)) {
        event("ticket-assigned", Table.TICKET, id, user, Json.object());
        fired.add(new Trigger("ticket-assignment-updated", id, null, user));
      }
      if (fields.has("tags")) {
        event(
            "ticket-tags-added",
            Table.TICKET,
            id,
            user,
            Json.object().set("tags", fields.get("tags").deepCopy()));
      }
      changed();
      view = ticketView(row, true);
    }
    fired.forEach(triggers);
    return view;
  }

  /** Adds a message that was checked before and fires what follows from it. */
  long addMessage(long ticketId, ObjectNode fields, @Nullable Long userId) {
    long id;
    Long user;
    synchronized (this) {
      ObjectNode ticket = require(tickets, ticketId);
      id = insertMessage(ticket, fields, clock.instant());
      boolean fromAgent = fields.path("from_agent").asBoolean();
      // A conditional expression would unbox the id that a customer hasn't.
      user = userId;
      if (user == null && fromAgent) {
        user = agentOnDuty().get("id").longValue();
      }
      event(
          Trigger.MESSAGE_CREATED,
          Table.TICKET,
          ticketId,
          user,
          Json.object().put("message_id", id));
      changed();
    }
    // FACT: messages made by the API fire triggers too. GUESS: both of these.
    triggers.accept(new Trigger(Trigger.MESSAGE_CREATED, ticketId, id, user));
    triggers.accept(new Trigger(Trigger.TICKET_UPDATED, ticketId, null, user));
    return id;
  }

  synchronized @Nullable ObjectNode updateMessage(long ticketId, long id, ObjectNode fields) {
    ObjectNode row = messages.get(id);
    if (row == null || row.get("ticket_id").longValue() != ticketId) {
      return null;
    }
    row.setAll(fields.deepCopy());
    changed();
    return row.deepCopy();
  }

  synchronized boolean deleteMessage(long ticketId, long id) {
    ObjectNode row = messages.get(id);
    if (row == null || row.get("ticket_id").longValue() != ticketId) {
      return false;
    }
    messages.remove(id);
    changed();
    return true;
  }

  synchronized boolean setCustomerData(long id, JsonNode data) {
    ObjectNode row = customers.get(id);
    if (row == null) {
      return false;
    }
    row.set("data", data.deepCopy());
    row.put("updated_datetime", now());
    event("customer-updated", Table.CUSTOMER, id, null, Json.object());
    changed();
    return true;
  }

  /** Records on a ticket that a button's call ended. */
  synchronized ObjectNode actionExecuted(long ticketId, long userId, ObjectNode data) {
    ObjectNode event = event("action-executed", Table.TICKET, ticketId, userId, data);
    changed();
    return event.deepCopy();
  }

  synchronized @Nullable ObjectNode findUser(@Nullable Long id, @Nullable String email) {
    for (ObjectNode row : users.values()) {
      if ((id != null && row.get("id").longValue() == id)
          || (email != null && row.path("email").asText().equalsIgnoreCase(email))) {
        return row.deepCopy();
      }
    }
    return null;
  }

  /** Returns what templates see of a trigger, or null where the ticket is gone. */
  synchronized @Nullable ObjectNode context(Trigger trigger) {
    ObjectNode row = tickets.get(trigger.ticketId());
    if (row == null) {
      return null;
    }
    ObjectNode ticket = ticketView(row, true);
    ticket.remove("events");
    ticket.set("customer_id", row.get("customer_id"));
    ticket.putObject("account").put("domain", domain);
    ArrayNode all = (ArrayNode) ticket.get("messages");
    if (!all.isEmpty()) {
      JsonNode last = all.get(all.size() - 1);
      ticket.set("first_message", all.get(0));
      ticket.set("last_message", last);
      ticket.set("sender", last.path("sender").deepCopy());
      ticket.set("receiver", last.path("receiver").deepCopy());
    }
    ticket.set("requester", person((ObjectNode) ticket.get("customer")));
    ObjectNode context = Json.object();
    context.set("ticket", ticket);
    ObjectNode message = trigger.messageId() == null ? null : messages.get(trigger.messageId());
    if (message != null) {
      context.set("message", message.deepCopy());
    }
    ObjectNode event = context.putObject("event");
    event.put("type", trigger.type());
    event.put("context", "helpdesk");
    event.put("user_id", trigger.userId());
    context.set("context", context.deepCopy());
    return context;
  }

  // ---------------------------------------------------------------- for the seed

  synchronized long insertUser(String name, String email, String role) {
    long id = nextId();
    ObjectNode row = Json.object().put("id", id);
    putName(row, name);
    row.put("email", email).put("active", true);
    row.putNull("external_id");
    row.putObject("role").put("name", role);
    row.put("language", "en").put("timezone", "UTC");
    row.putObject("meta");
    row.put("created_datetime", now()).put("updated_datetime", now());
    row.put("uri", "/api/users/" + id);
    users.put(id, row);
    return id;
  }

  synchronized long insertCustomer(
      @Nullable String email, String name, String channel, String address) {
    long id = nextId();
    ObjectNode row = Json.object().put("id", id);
    row.putNull("external_id");
    row.put("active", true);
    putName(row, name);
    row.put("email", email);
    row.put("language", "en").put("timezone", "UTC");
    row.putNull("note");
    row.putNull("data");
    row.putObject("meta");
    row.putArray("channels")
        .addObject()
        .put("id", nextId())
        .put("type", channel)
        .put("address", address)
        .put("preferred", true);
    row.putObject("integrations");
    row.putObject("external_data");
    row.putObject("ecommerce_data");
    row.put("created_datetime", now()).put("updated_datetime", now());
    row.put("uri", "/api/customers/" + id);
    customers.put(id, row);
    return id;
  }

  synchronized long insertTicket(
      long customerId, String subject, String text, String channel, Instant at) {
    ObjectNode customer = require(customers, customerId);
    long id = nextId();
    String time = Json.timestamp(at);
    ObjectNode row = Json.object().put("id", id).put("uri", "/api/tickets/" + id);
    row.putNull("external_id");
    row.put("subject", subject).put("status", OPEN).put("priority", "normal");
    row.put("channel", channel).put("via", channel).put("language", "en");
    row.put("from_agent", false).put("spam", false).put("is_unread", true);
    row.put("customer_id", customerId);
    row.putNull("assignee_user").putNull("assignee_team");
    row.putArray("tags");
    row.putObject("meta");
    row.put("created_datetime", time).put("opened_datetime", time).put("updated_datetime", time);
    row.putNull("closed_datetime").putNull("snooze_datetime").putNull("trashed_datetime");
    tickets.put(id, row);
    ObjectNode message = Json.object();
    message.put("channel", channel).put("via", channel).put("from_agent", false);
    message.put("public", true).put("body_text", text).put("subject", subject);
    message.set("sender", person(customer));
    insertMessage(row, message, at);
    event(Trigger.TICKET_CREATED, Table.TICKET, id, null, Json.object());
    changed();
    return id;
  }

  // ---------------------------------------------------------------- inside

  private void announceTicket(long ticketId) {
    Long messageId = messages(ticketId).get(0).get("id").longValue();
    triggers.accept(new Trigger(Trigger.TICKET_CREATED, ticketId, null, null));
    // GUESS: a ticket's first message fires its own trigger as well.
    triggers.accept(new Trigger(Trigger.MESSAGE_CREATED, ticketId, messageId, null));
  }

  private long insertMessage(ObjectNode ticket, ObjectNode fields, Instant at) {
    long id = nextId();
    long ticketId = ticket.get("id").longValue();
    String time = Json.timestamp(at);
    ObjectNode row = Json.object().put("id", id);
    row.put("uri", "/api/tickets/" + ticketId + "/messages/" + id);
    row.put("ticket_id", ticketId);
    for (String field :
        List.of(
            "message_id",
            "external_id",
            "source",
            "integration_id",
            "rule_id",
            "receiver",
            "subject",
            "body_text",
            "body_html",
            "stripped_text",
            "stripped_html",
            "stripped_signature",
            "macros",
            "actions",
            "headers",
            "meta",
            "processed_datetime",
            "deleted_datetime",
            "failed_datetime",
            "opened_datetime",
            "last_sending_error",
            "replied_by",
            "replied_to")) {
      row.putNull(field);
    }
    row.put("public", true).put("imported", false).put("is_retriable", false);
    row.putArray("attachments");
    row.putArray("intents");
    row.put("created_datetime", time);
    row.put("sent_datetime", time);
    row.setAll(fields.deepCopy());
    if (row.path("channel").asText().equals("internal-note")) {
      // GUESS: a note is never public, whatever was sent.
      row.put("public", false);
    }
    messages.put(id, row);
    ticket.put("last_message_datetime", time);
    ticket.put("updated_datetime", time);
    if (!row.path("from_agent").asBoolean()) {
      ticket.put("last_received_message_datetime", time);
    }
    return id;
  }

  private ObjectNode ticketView(ObjectNode row, boolean full) {
    ObjectNode view = row.deepCopy();
    long id = row.get("id").longValue();
    view.remove("customer_id");
    view.set("customer", require(customers, row.get("customer_id").longValue()).deepCopy());
    List<ObjectNode> all = messages(id);
    view.put("messages_count", all.size());
    String excerpt = all.isEmpty() ? "" : all.get(all.size() - 1).path("body_text").asText("");
    view.put("excerpt", excerpt.length() > 140 ? excerpt.substring(0, 140) : excerpt);
    if (full) {
      view.putArray("messages").addAll(all);
      view.putArray("events")
          .addAll(
              copies(
                  events,
                  event ->
                      event.path("object_type").asText().equals(Table.TICKET.objectType)
                          && event.path("object_id").longValue() == id));
    }
    return view;
  }

  private ObjectNode event(
      String type, Table object, long objectId, @Nullable Long userId, ObjectNode data) {
    long id = nextId();
    ObjectNode row = Json.object().put("id", id).put("type", type);
    row.put("object_type", object.objectType).put("object_id", objectId);
    row.put("user_id", userId);
    row.set("data", data);
    row.putNull("context");
    row.put("created_datetime", now());
    row.put("uri", "/api/events/" + id);
    events.put(id, row);
    if (events.size() > MAX_EVENTS) {
      events.pollFirstEntry();
    }
    return row;
  }

  private @Nullable ObjectNode findCustomer(String email) {
    String wanted = email.strip();
    for (ObjectNode row : customers.values()) {
      if (row.path("email").asText("").equalsIgnoreCase(wanted) && !wanted.isEmpty()) {
        return row;
      }
    }
    return null;
  }

  private static ObjectNode person(ObjectNode row) {
    ObjectNode person = Json.object();
    for (String field : List.of("id", "email", "name", "firstname", "lastname", "meta")) {
      person.set(field, row.path(field).deepCopy());
    }
    return person;
  }

  private static void putName(ObjectNode row, String name) {
    int space = name.indexOf(' ');
    row.put("name", name);
    row.put("firstname", space < 0 ? name : name.substring(0, space));
    row.put("lastname", space < 0 ? "" : name.substring(space + 1));
  }

  private static String nameFrom(String email) {
    int at = email.indexOf('@');
    return at < 1 ? email : email.substring(0, at);
  }

  private static String lower(Table table) {
    return table.objectType.toLowerCase(Locale.ROOT);
  }

  private static ObjectNode require(Map<Long, ObjectNode> table, long id) {
    ObjectNode row = table.get(id);
    if (row == null) {
      throw new IllegalArgumentException("The desk has nothing with the id " + id);
    }
    return row;
  }

  private static List<ObjectNode> copies(
      Map<Long, ObjectNode> table, Predicate<ObjectNode> wanted) {
    return table.values().stream().filter(wanted).map(ObjectNode::deepCopy).toList();
  }

  private String now() {
    return Json.timestamp(clock.instant());
  }

  private long nextId() {
    return ++lastId;
  }
}
