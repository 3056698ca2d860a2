package com.gorgiassmartrr.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stores come and go while the server runs, and what was made for them with them. */
final class StoresTest {
  private final Stores stores = new Stores(List.of(store("acme", "token")));
  private final List<String> told = new ArrayList<>();

  @Test
  void follower_isToldOfWhatIsThereAndOfEveryChangeOnce() {
    stores.follow((before, now) -> told.add(name(before) + ">" + name(now)));
    stores.put(store("bolt", "token"));
    stores.put(store("acme", "another"));
    stores.put(store("acme", "another"));
    stores.remove("acme");
    stores.remove("acme");

    assertEquals(
        List.of("->acme token", "->bolt token", "acme token>acme another", "acme another>-"), told);
  }

  @Test
  void all_areReplaced_onlyDifferencesAreTold() {
    stores.put(store("bolt", "token"));
    stores.follow((before, now) -> told.add(name(before) + ">" + name(now)));
    told.clear();
    stores.replaceAll(List.of(store("bolt", "token"), store("cave", "token")));

    assertEquals(List.of("acme token>-", "->cave token"), told);
    assertEquals(List.of("bolt", "cave"), stores.all().stream().map(Store::name).toList());
  }

  @Test
  void follower_seesTheChangeInForce() {
    stores.follow((before, now) -> told.add(stores.named("bolt") == null ? "not yet" : "in force"));
    told.clear();
    stores.put(store("bolt", "token"));

    assertEquals(List.of("in force"), told);
  }

  @Test
  void thing_ofAStore_isMadeOnceAndEndsWithTheStore() {
    PerStore<Object> things = new PerStore<>(stores, name -> new Object());
    Object thing = things.of("acme");
    stores.put(store("acme", "another"));
    assertSame(thing, things.of("acme"));

    stores.remove("acme");

    assertNull(things.find("acme"));
    assertThrows(IllegalArgumentException.class, () -> things.of("acme"));
    stores.put(store("acme", "token"));
    assertNotSame(thing, things.of("acme"));
  }

  @Test
  void thing_whoseBasisChanged_isMadeAnew() {
    PerStore<Object> things = new PerStore<>(stores, Store::smartrrToken, name -> new Object());
    Object thing = things.of("acme");
    stores.put(store("acme", "another"));

    assertNotSame(thing, things.of("acme"));
  }

  private static String name(@Nullable Store store) {
    return store == null ? "-" : store.name() + " " + store.smartrrToken().reveal();
  }

  private static Store store(String name, String token) {
    return new Store(
        name,
        URI.create("http://127.0.0.1:9"),
        new Secret(token),
        List.of(new Secret("a-secret-of-the-store")),
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "https://acme.gorgias.com, https://acme.gorgias.com",
    "https://Acme.Gorgias.com:443, https://acme.gorgias.com",
    "http://acme.gorgias.com:80, http://acme.gorgias.com",
    "https://acme.gorgias.com:8443, https://acme.gorgias.com:8443",
  })
  void account_writtenInAnyWay_isTheSame(String url, String address) {
    assertEquals(
        address, new GorgiasAccount(URI.create(url), "a@b.c", new Secret("key")).address());
  }
}
