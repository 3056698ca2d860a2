package com.gorgiassmartrr.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A press as it arrives: who wants what done to which subscription, and what they saw.
 *
 * <p>Texts are kept as a database can store them: NUL and half surrogates become U+FFFD.
 *
 * @param store the store's name
 * @param subscription the subscription that the press is about
 * @param action the action's name
 * @param parameters the action's own parameters, and the words by which people chose some of them;
 *     never a secret
 * @param seen the state of the subscription that the agent saw
 * @param origin who pressed, and where
 * @param notes whether a note is wanted
 */
public record NewPress(
    String store,
    Subscription subscription,
    String action,
    SortedMap<String, String> parameters,
    SubscriptionState seen,
    Origin origin,
    boolean notes) {

  /**
   * The subscription that a press is about.
   *
   * @param id the subscription's id at Smartrr
   * @param customerId the subscriber's id at Smartrr
   * @param email the subscriber's e-mail address, in lower case; {@code ""}: unknown
   * @param product the subscription's name, for people; {@code ""}: unknown
   */
  public record Subscription(String id, String customerId, String email, String product) {
    public Subscription {
      id = Texts.storable(id);
      customerId = Texts.storable(customerId);
      email = Texts.storable(email).toLowerCase(Locale.ROOT);
      product = Texts.storable(product);
    }

    /** A subscription of which nothing but the ids is known. */
    public Subscription(String id, String customerId) {
      this(id, customerId, "", "");
    }
  }

  /**
   * Who pressed, and where.
   *
   * @param agent who pressed; {@code ""}: unknown
   * @param ticketId the ticket that the agent worked on; {@code ""}: none
   * @param account the address of the Gorgias account that the ticket is in; {@code ""}: unknown
   */
  public record Origin(String agent, String ticketId, String account) {
    public Origin {
      agent = Texts.storable(agent);
      ticketId = Texts.storable(ticketId);
      account = Texts.storable(account);
    }
  }

  /**
   * The suffix of the name under which the words for a parameter's value are kept, such as a
   * reason's text beside its id. The words are kept among the parameters because the ledger has one
   * column for all that the agent filled in. No action has a field with a space in its name, so
   * such a name can't be mistaken for a parameter; {@link #values()} leaves the words out.
   */
  private static final String WORDS = " in words";

  public NewPress {
    store = Texts.storable(store);
    action = Texts.storable(action);
    parameters = copy(parameters);
  }

  /**
   * What makes two presses the same press: the SHA-256, in hex, of store, subscription, action,
   * parameters and the state that was seen.
   *
   * <p><b>Note:</b> each text is preceded by its length, so that two different presses never give
   * the same bytes.
   */
  public String fingerprint() {
    MessageDigest digest = sha256();
    add(digest, store);
    add(digest, subscription.id());
    add(digest, action);
    SortedMap<String, String> values = values();
    digest.update(length(values.size()));
    values.forEach(
        (name, value) -> {
          add(digest, name);
          add(digest, value);
        });
    add(digest, seen.status());
    add(digest, seen.nextBilling());
    // A third text was once part of the state: without it, an older ledger's presses would be new.
    add(digest, "");
    return HexFormat.of().formatHex(digest.digest());
  }

  /** This press, with the state of its subscription and the subscriber's e-mail address. */
  public NewPress ofState(SubscriptionState state, String email) {
    Subscription known =
        new Subscription(
            subscription.id(), subscription.customerId(), email, subscription.product());
    return new NewPress(store, known, action, parameters, state, origin, notes);
  }

  /** This press, with the subscriber's e-mail address and the product where they are missing. */
  NewPress about(String email, String product) {
    Subscription known =
        new Subscription(
            subscription.id(),
            subscription.customerId(),
            subscription.email().isEmpty() ? email : subscription.email(),
            subscription.product().isEmpty() ? product : subscription.product());
    return new NewPress(store, known, action, parameters, seen, origin, notes);
  }

  /**
   * This press, with what was chosen for a parameter.
   *
   * @param value the value that was chosen; empty: none was
   * @param words the words by which people chose the value, such as a reason's text beside its id
   */
  public NewPress chosen(String parameter, String value, String words) {
    SortedMap<String, String> changed = new TreeMap<>(parameters);
    if (value.isEmpty()) {
      changed.remove(parameter);
    } else {
      changed.put(parameter, value);
      changed.put(inWords(parameter), words);
    }
    return new NewPress(store, subscription, action, changed, seen, origin, notes);
  }

  /**
   * The name under which the words for a parameter's value are kept. The words play no part in
   * whether two presses are the same, because a person may reword them.
   */
  public static String inWords(String parameter) {
    return parameter + WORDS;
  }

  /** The parameters without the words by which people chose them. */
  public SortedMap<String, String> values() {
    SortedMap<String, String> values = new TreeMap<>(parameters);
    values.keySet().removeIf(name -> name.endsWith(WORDS));
    return values;
  }

  /** The words by which people chose the values, by the names of the parameters. */
  public SortedMap<String, String> words() {
    SortedMap<String, String> words = new TreeMap<>();
    parameters.forEach(
        (name, value) -> {
          if (name.endsWith(WORDS)) {
            words.put(name.substring(0, name.length() - WORDS.length()), value);
          }
        });
    return words;
  }

  /** Whether both presses ask for the same change, whatever state was seen. */
  boolean isSameCall(NewPress other) {
    return store.equals(other.store)
        && subscription.id().equals(other.subscription.id())
        && action.equals(other.action)
        && values().equals(other.values());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(length(bytes.length));
    digest.update(bytes);
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  private static SortedMap<String, String> copy(Map<String, String> parameters) {
    SortedMap<String, String> copy = new TreeMap<>();
    parameters.forEach((name, value) -> copy.put(Texts.storable(name), Texts.storable(value)));
    return Collections.unmodifiableSortedMap(copy);
  }
}
