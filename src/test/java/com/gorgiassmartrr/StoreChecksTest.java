package com.gorgiassmartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Stores;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** Health tells of each of a few stores, and of many what has to be known. */
final class StoreChecksTest {
  private final Set<String> ill = new TreeSet<>();

  private StoreChecks checks(int stores) {
    List<Store> all =
        IntStream.range(0, stores).mapToObj(i -> TestStores.uncalled("store" + i)).toList();
    return new StoreChecks(
        "notes", new Stores(all), name -> ill.contains(name) ? "Broken." : "", name -> Map.of());
  }

  private static List<String> ids(StoreChecks checks) {
    return checks.stream().map(HealthCheck::getId).toList();
  }

  @Test
  void stores_areFew_eachHasACheck() {
    ill.add("store1");
    StoreChecks checks = checks(3);
    assertEquals(List.of("notes-store0", "notes-store1", "notes-store2"), ids(checks));
    assertEquals(
        List.of(HealthCheck.State.UP, HealthCheck.State.DOWN, HealthCheck.State.UP),
        checks.stream().map(check -> check.call().getState()).toList());
  }

  @Test
  void stores_areMany_onlyThoseWithAProblemAreTold() {
    ill.add("store998");
    assertEquals(List.of("notes-store998"), ids(checks(1000)));
  }

  @Test
  void problems_areMany_theyAreCounted() {
    IntStream.range(0, 50).forEach(i -> ill.add("store" + i));
    List<HealthCheck> told = checks(1000).stream().toList();
    assertEquals(21, told.size());
    assertEquals(
        "30 more stores have such a problem.", told.get(20).call().getMessage().orElseThrow());
  }
}
