package com.gorgiassmartrr.sandbox.smartrr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps who wants to be told of changes, and tells them. Safe for many threads.
 *
 * <p>GUESS: the payload ({@code eventType}, {@code subscription}, {@code customer}), that nothing
 * is signed, and that a failed delivery is not tried again. Only listeners on this machine are
 * told, so that a sandbox never calls out.
 */
public final class Webhooks {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int GIVE_UP_MILLIS = 5000;
  private static final int KEPT_DELIVERIES = 1000;

  private final SmartrrWorld world;
  private final SubscriberJson people;
  private final SubscriptionJson subscriptions;
  private final HttpClient client;
  private final List<WebhookRegistration> registrations = new ArrayList<>();
  private final List<WebhookDelivery> deliveries = new ArrayList<>();
  private int made;

  Webhooks(Vertx vertx, SmartrrWorld world, SubscriberJson people, SubscriptionJson subscriptions) {
    this.world = world;
    this.people = people;
    this.subscriptions = subscriptions;
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(GIVE_UP_MILLIS));
  }

  /** The registrations, oldest first. */
  public List<WebhookRegistration> registrations() {
    synchronized (world) {
      return List.copyOf(registrations);
    }
  }

  /** Registers a listener, as a POST to the API does. */
  public WebhookRegistration register(String topic, String url) {
    synchronized (world) {
      String id = Ids.uuid("webhook/" + made++);
      WebhookRegistration registration = new WebhookRegistration(id, topic, url, world.now());
      registrations.add(registration);
      return registration;
    }
  }

  /** The last thousand deliveries whose outcome is known, oldest first. */
  public List<WebhookDelivery> deliveries() {
    synchronized (deliveries) {
      return List.copyOf(deliveries);
    }
  }

  /** Forgets all listeners and deliveries. */
  public void clear() {
    synchronized (world) {
      registrations.clear();
    }
    synchronized (deliveries) {
      deliveries.clear();
    }
  }

  /**
   * Tells the listeners of a topic without waiting for them, as every change through the API does.
   */
  public void tell(String topic, SmartrrSubscription subscription) {
    Buffer payload;
    List<WebhookRegistration> listeners;
    synchronized (world) {
      listeners = registrations.stream().filter(r -> r.topic().equals(topic)).toList();
      if (listeners.isEmpty()) {
        return;
      }
      payload = payload(topic, subscription);
    }
    listeners.forEach(listener -> deliver(listener, payload));
  }

  boolean remove(String id) {
    return registrations.removeIf(r -> r.id().equals(id));
  }

  boolean removeUrl(String url) {
    return registrations.removeIf(r -> r.url().equals(url));
  }

  boolean replace(WebhookRegistration changed) {
    int before = registrations.size();
    registrations.replaceAll(r -> r.id().equals(changed.id()) ? changed : r);
    return before > 0 && registrations.contains(changed);
  }

  void close() {
    client.close();
  }

  private Buffer payload(String topic, SmartrrSubscription subscription) {
    ObjectNode node = Json.object().put("eventType", topic);
    node.set("subscription", subscriptions.full(subscription));
    ObjectNode customer = people.shallow(subscription.subscriber());
    customer.set("defaultAddress", people.address(subscription.subscriber()));
    node.set("customer", customer);
    return Buffer.buffer(Json.bytes(node));
  }

  private void deliver(WebhookRegistration listener, Buffer payload) {
    if (!isLoopback(listener.url())) {
      note(listener, "not told: only listeners on this machine are");
      return;
    }
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(listener.url())
            .setTimeout(GIVE_UP_MILLIS)
            .putHeader("content-type", "application/json");
    client
        .request(request)
        .compose(r -> r.send(payload))
        .map(HttpClientResponse::statusCode)
        .onSuccess(status -> note(listener, String.valueOf(status)))
        .onFailure(failure -> note(listener, String.valueOf(failure.getMessage())));
  }

  private static boolean isLoopback(String url) {
    try {
      URI uri = URI.create(url);
      return "http".equals(uri.getScheme())
          && uri.getHost() != null
          && LOOPBACK.contains(uri.getHost());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void note(WebhookRegistration listener, String outcome) {
    synchronized (deliveries) {
      deliveries.add(new WebhookDelivery(listener.topic(), listener.url(), outcome));
      if (deliveries.size() > KEPT_DELIVERIES) {
        deliveries.remove(0);
      }
    }
  }
}
