package com.gorgiassmartrr.store;

import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stores of this server, by name. They can be added, replaced and removed while it runs: who
 * asks gets them as they are at that moment, and who has to know of changes follows them.
 */
public final class Stores {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int SHORTEST_SECRET = 16;

  /** The settings by which a store is served. */
  static final List<String> OF_EACH =
      List.of(
          "gorgias.api-key",
          "gorgias.domain",
          "gorgias.url",
          "gorgias.user",
          "public-url",
          "secret",
          "smartrr.token",
          "smartrr.url");

  /** Compared with when there is no such store, so that the answer takes as long. */
  private static final Store NOBODY = nobody();

  /** Replaced as a whole, in their order. */
  private volatile Map<String, Store> byName;

  private final List<Listener> listeners = new ArrayList<>();

  public Stores(Collection<Store> stores) {
    byName = ordered(stores);
  }

  /**
   * Whoever is told of changes, once they are in force and one after the other. A listener mustn't
   * wait.
   */
  @FunctionalInterface
  public interface Listener {
    /**
     * A store was added, replaced or removed.
     *
     * @param before null for one that was added
     * @param now null for one that was removed
     */
    void changed(@Nullable Store before, @Nullable Store now);
  }

  /** Tells a listener of the stores that are there, as if they were added now, and of changes. */
  public synchronized void follow(Listener listener) {
    listeners.add(listener);
    byName.values().forEach(store -> listener.changed(null, store));
  }

  /** Adds a store, or replaces the one of its name. */
  public synchronized void put(Store store) {
    Map<String, Store> next = new LinkedHashMap<>(byName);
    next.put(store.name(), store);
    replaceAll(next.values());
  }

  /** Serves a store no longer. */
  public synchronized void remove(String name) {
    Map<String, Store> next = new LinkedHashMap<>(byName);
    next.remove(name);
    replaceAll(next.values());
  }

  /** Serves these stores and no others. */
  public synchronized void replaceAll(Collection<Store> stores) {
    Map<String, Store> before = byName;
    Map<String, Store> now = ordered(stores);
    byName = now;
    before.forEach((name, store) -> tell(store, now.get(name)));
    now.forEach(
        (name, store) -> {
          if (!before.containsKey(name)) {
            tell(null, store);
          }
        });
  }

  private void tell(@Nullable Store before, @Nullable Store now) {
    if (!Objects.equals(before, now)) {
      listeners.forEach(listener -> listener.changed(before, now));
    }
  }

  private static Map<String, Store> ordered(Collection<Store> stores) {
    Map<String, Store> ordered = new LinkedHashMap<>();
    stores.forEach(store -> ordered.put(store.name(), store));
    return Collections.unmodifiableMap(ordered);
  }

  /** The stores that the settings name. */
  public static List<String> names(Settings settings) {
    List<String> names = list(settings.find("stores").orElse(""));
    names.forEach(name -> Settings.checkQuotes("stores", name));
    return names;
  }

  /**
   * Whether it can be a store's name.
   *
   * @throws SettingException when it can't; its message says why
   */
  public static void checkName(String name) {
    if (!isName(name)) {
      throw new SettingException(
          "stores: '" + name + "' is not a name; use lower-case letters, digits and hyphens.");
    }
  }

  /** Whether it can be a store's name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The beginning of the keys of a store's settings. */
  public static String prefix(String store) {
    return "store." + store + ".";
  }

  /**
   * Reads a store from its settings.
   *
   * @throws SettingException when one is missing or can't be right; its message says which
   */
  public static Store read(String name, Settings settings) {
    return read(name, settings, Set.of());
  }

  /**
   * Reads a store from its settings.
   *
   * @param kept the keys in its file
   * @throws SettingException when one is missing or can't be right; its message says which
   */
  static Store read(String name, Settings settings, Set<String> kept) {
    String prefix = prefix(name);
    List<String> others =
        kept.stream()
            .map(key -> key.substring(prefix.length()))
            .filter(OwnSettings::isOne)
            .toList();
    URI smartrr =
        baseUrl(
            prefix + "smartrr.url",
            settings.find(prefix + "smartrr.url").orElseGet(() -> settings.get("smartrr.url")));
    String token = credential(prefix + "smartrr.token", settings.get(prefix + "smartrr.token"));
    List<Secret> secrets = new ArrayList<>();
    for (String secret : list(settings.get(prefix + "secret"))) {
      Settings.checkQuotes(prefix + "secret", secret);
      credential(prefix + "secret", secret);
      if (secret.length() < SHORTEST_SECRET) {
        throw new SettingException(
            prefix + "secret: use at least " + SHORTEST_SECRET + " random characters.");
      }
      secrets.add(new Secret(secret));
    }
    if (secrets.size() > 2) {
      throw new SettingException(prefix + "secret: at most two can be valid at once.");
    }
    return new Store(
        name,
        smartrr,
        new Secret(token),
        List.copyOf(secrets),
        readGorgias(prefix, settings),
        OwnSettings.read(prefix, settings, others));
  }

  /** How Gorgias and Smartrr reach a store, without a slash at the end. */
  public static URI publicUrl(String name, Settings settings) {
    String prefix = prefix(name);
    Optional<String> own = settings.find(prefix + "public-url");
    return own.isPresent()
        ? baseUrl(prefix + "public-url", own.get())
        : baseUrl("public.url", settings.get("public.url"));
  }

  private static @Nullable GorgiasAccount readGorgias(String prefix, Settings settings) {
    Optional<String> domain = settings.find(prefix + "gorgias.domain");
    Optional<String> url = settings.find(prefix + "gorgias.url");
    if (domain.isEmpty() && url.isEmpty()) {
      return null;
    }
    if (domain.isPresent() && !domain.get().matches("[a-z0-9-]+")) {
      throw new SettingException(
          prefix + "gorgias.domain: '" + domain.get() + "' is not a domain; write it like acme.");
    }
    String address =
        url.orElseGet(() -> "https://" + domain.orElse("") + "." + settings.get("gorgias.host"));
    return new GorgiasAccount(
        baseUrl(prefix + "gorgias.url", address),
        credential(prefix + "gorgias.user", settings.get(prefix + "gorgias.user")),
        new Secret(
            credential(prefix + "gorgias.api-key", settings.get(prefix + "gorgias.api-key"))));
  }

  /**
   * A credential as it can be sent. One with an invisible character, which was pasted along, is
   * refused.
   */
  private static String credential(String key, String value) {
    String hidden = Invisible.in(value);
    if (!hidden.isEmpty()) {
      throw new SettingException(
          key + ": an invisible character (" + hidden + ") stands in it; copy it anew.");
    }
    return value;
  }

  private static URI baseUrl(String key, String value) {
    String trimmed = value.trim().replaceAll("/+$", "");
    try {
      URI uri = new URI(trimmed);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below, together with the other ways in which it can be wrong.
    }
    throw new SettingException(
        key + ": '" + trimmed + "' is not an address; write it like https://api.smartrr.com.");
  }

  private static List<String> list(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(","))
        .map(Invisible::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  public Collection<Store> all() {
    return List.copyOf(byName.values());
  }

  /** The store of that name, or null. */
  public @Nullable Store named(String name) {
    return byName.get(name);
  }

  /** The store of that name, which is known to be there. */
  public Store get(String name) {
    Store store = byName.get(name);
    if (store == null) {
      throw new IllegalArgumentException("There is no store named " + name);
    }
    return store;
  }

  /** The store of that name; a store that admits nobody when there is none. */
  public Store namedOrNobody(String name) {
    return byName.getOrDefault(name, NOBODY);
  }

  private static Store nobody() {
    Secret unguessable = new Secret(UUID.randomUUID().toString());
    return new Store("", URI.create("http://localhost"), unguessable, List.of(unguessable), null);
  }

  /** The store whose Smartrr token this is, or null. Every store is compared. */
  public @Nullable Store withSmartrrToken(String token) {
    Secret candidate = new Secret(token);
    Store found = null;
    for (Store store : byName.values()) {
      if (store.smartrrToken().equals(candidate)) {
        found = store;
      }
    }
    return found;
  }
}
