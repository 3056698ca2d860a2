package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person who subscribes: Smartrr's customer relationship ({@code custRel}). Safe for many
 * threads.
 */
public final class SmartrrSubscriber {
  private final SmartrrWorld world;
  private final String key;
  private @Nullable String email;
  private String firstName;
  private String lastName;
  private String currency = "USD";
  private String country = "US";
  private boolean loggedIn = true;
  private Instant created;

  SmartrrSubscriber(
      SmartrrWorld world,
      String key,
      String email,
      String firstName,
      String lastName,
      Instant created) {
    this.world = world;
    this.key = key;
    this.email = email;
    this.firstName = firstName;
    this.lastName = lastName;
    this.created = created;
  }

  /** The UUID that the action routes take as {@code customerRelationshipId}. */
  public String id() {
    return Ids.uuid("subscriber/" + key);
  }

  /** The global id at Shopify. GUESS: that Smartrr returns the GID rather than the number. */
  public String shopifyId() {
    return Ids.gid("Customer", "subscriber/" + key);
  }

  /** The e-mail address; null for someone known by telephone only. */
  public @Nullable String email() {
    synchronized (world) {
      return email;
    }
  }

  /** Changes the e-mail address. */
  public SmartrrSubscriber email(@Nullable String newEmail) {
    synchronized (world) {
      email = newEmail;
      return this;
    }
  }

  /** The first name. */
  public String firstName() {
    synchronized (world) {
      return firstName;
    }
  }

  /** The last name. */
  public String lastName() {
    synchronized (world) {
      return lastName;
    }
  }

  /** Changes both names. */
  public SmartrrSubscriber name(String first, String last) {
    synchronized (world) {
      firstName = first;
      lastName = last;
      return this;
    }
  }

  /** The ISO 4217 code in which this person pays. */
  public String currency() {
    synchronized (world) {
      return currency;
    }
  }

  /** Changes the currency of this person's later subscriptions, and the country of the address. */
  public SmartrrSubscriber paysIn(String newCurrency, String newCountry) {
    synchronized (world) {
      currency = newCurrency;
      country = newCountry;
      return this;
    }
  }

  /** Whether the person has ever logged in to the customer portal. */
  public boolean hasLoggedIn() {
    synchronized (world) {
      return loggedIn;
    }
  }

  /** Says whether the person has ever logged in. */
  public SmartrrSubscriber hasLoggedIn(boolean newLoggedIn) {
    synchronized (world) {
      loggedIn = newLoggedIn;
      return this;
    }
  }

  /** The moment since which Smartrr knows the person. */
  public Instant created() {
    synchronized (world) {
      return created;
    }
  }

  /** Changes the moment since which Smartrr knows the person. */
  public SmartrrSubscriber created(Instant newCreated) {
    synchronized (world) {
      created = newCreated;
      return this;
    }
  }

  String country() {
    return country;
  }

  String key() {
    return key;
  }
}
