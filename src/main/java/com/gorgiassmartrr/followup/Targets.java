package com.gorgiassmartrr.followup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.OwnSettings;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.Stores;
import java.net.URI;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells where follow-ups write to. A store's own setting, such as {@code store.acme.slack.url}, is
 * used before the setting of all stores, {@code slack.url}.
 */
final class Targets {
  /**
   * The endings of the settings that no follow-up is told, because an address may be a credential.
   */
  private static final Set<String> SECRET =
      Set.of("url", "secret", "token", "password", "api-key", "key");

  private final Settings settings;
  private final Stores stores;

  Targets(Settings settings, Stores stores) {
    this.settings = settings;
    this.stores = stores;
  }

  /**
   * Where one write goes.
   *
   * @param write what its permit is for
   * @param address as the setting holds it; empty: it goes to the store's Gorgias
   */
  record Target(Write write, String address) {}

  /** The value of a setting for a store; empty: it has none. */
  String setting(String store, String key) {
    Secret own = own(store).get(key);
    return own != null
        ? own.reveal()
        : settings.find(Stores.prefix(store) + key).or(() -> settings.find(key)).orElse("");
  }

  /** What the store's file, the environment and the other files say of this store alone. */
  private SortedMap<String, Secret> own(String name) {
    Store store = stores.named(name);
    return store == null ? Collections.emptySortedMap() : store.own();
  }

  /** Whether every setting that switches a follow-up on has a value for this store. */
  boolean isOn(FollowUp followUp, String store) {
    return followUp.switches().stream().noneMatch(key -> setting(store, key).isEmpty());
  }

  /** The settings that begin with the follow-up's name, without it, and without secrets. */
  ObjectNode settingsOf(String name, String store) {
    Set<String> keys = new TreeSet<>(own(store).keySet());
    String ofStore = Stores.prefix(store);
    for (String key : settings.all().keySet()) {
      String own = key.startsWith(ofStore) ? key.substring(ofStore.length()) : "";
      keys.add(!own.isEmpty() && OwnSettings.isOne(own) ? own : key);
    }
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    String prefix = name + ".";
    for (String key : keys) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      if (key.startsWith(prefix) && !SECRET.contains(last)) {
        told.put(key.substring(prefix.length()), setting(store, key));
      }
    }
    return told;
  }

  /**
   * The write of a follow-up; null: it makes none.
   *
   * @throws IllegalStateException where it can't be made; the message says why, in a sentence
   *     without a full stop
   */
  @Nullable Target of(FollowUp followUp, Store store, String ticket) {
    if (followUp.getWrite().isEmpty()) {
      return null;
    }
    if (followUp.writesToGorgias()) {
      GorgiasAccount account = store.gorgias();
      if (account == null) {
        throw new IllegalStateException("The store has no Gorgias account");
      }
      String path = followUp.path(ticket, key -> setting(store.name(), key));
      return new Target(Write.to(account.url(), followUp.verb(), path), "");
    }
    String key = followUp.addressSetting();
    String address = setting(store.name(), key);
    if (!OwnSettings.isAddress(address)) {
      throw new IllegalStateException("The setting " + key + " holds no address");
    }
    return new Target(new Write(followUp.verb(), URI.create(address)), address);
  }

  /**
   * Makes sure that the addresses that a follow-up writes to are addresses.
   *
   * @throws SettingException if one isn't; its message doesn't hold it, as it may be a credential
   */
  void check(FollowUp followUp) {
    String key = followUp.addressSetting();
    if (key.isEmpty()) {
      return;
    }
    checkAddress(key);
    stores.all().forEach(store -> checkAddress(Stores.prefix(store.name()) + key));
  }

  private void checkAddress(String key) {
    settings.find(key).ifPresent(address -> OwnSettings.checkAddress(key, address));
  }
}
