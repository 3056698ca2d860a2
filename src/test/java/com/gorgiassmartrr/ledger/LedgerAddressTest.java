package com.gorgiassmartrr.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.gorgiassmartrr.store.SettingException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password in a ledger's address is the database's alone. */
final class LedgerAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://bridge:CANARY@127.0.0.1:1/bridge",
        "jdbc:postgresql://bridge:CANARY%40x@127.0.0.1:1/bridge",
        "jdbc:postgresql://bridge%3ACANARY%40127.0.0.1:1/bridge",
        "jdbc:postgresql://bridge:CANARY/x@127.0.0.1:1/bridge",
        "jdbc:postgresql://bridge:CANARY?x@127.0.0.1:1/bridge",
        "jdbc:postgresql://bridge:CANARY#x@127.0.0.1:1/bridge",
        "jdbc:postgresql:bridge:CANARY@127.0.0.1/bridge",
        "jdbc:postgresql://CANARY@127.0.0.1:1/bridge",
        "jdbc:postgresql://127.0.0.1:CANARY/bridge",
        "JDBC:POSTGRESQL://bridge:CANARY@127.0.0.1:1/bridge",
        "jdbc:PostgreSQL://bridge:CANARY@127.0.0.1:1/bridge",
        "postgres://bridge:CANARY@127.0.0.1:1/bridge",
        "jdbc:sqlite:postgresql://bridge:CANARY@127.0.0.1:1/bridge",
        "jdbc:postgresql://127.0.0.1:1/bridge?user=bridge&pasword=CANARY",
        "jdbc:postgresql://127.0.0.1:1/bridge?user=bridge&PASSWORD=CANARY",
        "jdbc:postgresql://127.0.0.1:1/bridge?user=bridge&password=x&CANARY",
        "jdbc:postgresql://127.0.0.1:1/bridge?user=bridge&password=%zzCANARY",
        "jdbc:postgresql://127.0.0.1:1/bridge?user=bridge;password=CANARY"
      })
  void address_withThePasswordElsewhere_isRefusedWithoutIt(String url) {
    SettingException refusal =
        assertThrows(SettingException.class, () -> Ledger.open(url, Clock.systemUTC()));

    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.startsWith("ledger.url"), sentence);
    assertFalse(sentence.contains("CANARY"), sentence);
    assertFalse(sentence.contains("127.0.0.1"), sentence);
  }

  @Test
  void address_asItIsMeant_isTakenApart() {
    PostgresqlAddress address =
        PostgresqlAddress.of(
            "jdbc:postgresql://db-1.example.com:5432,[::1]:5433/bridge"
                + "?user=bridge&ssl=true&password=a%26b%40c&targetServerType=primary");

    assertEquals(
        "jdbc:postgresql://db-1.example.com:5432,[::1]:5433/bridge"
            + "?ssl=true&targetServerType=primary",
        address.url());
    assertEquals("bridge", address.credentials().getProperty("user"));
    assertEquals("a&b@c", address.credentials().getProperty("password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:bridge",
        "jdbc:postgresql:/",
        "jdbc:postgresql://localhost/",
        "jdbc:postgresql:///bridge",
        "jdbc:postgresql://localhost:5432/bridge"
      })
  void address_inAnyFormOfTheDriver_isTaken(String url) {
    assertEquals(url, PostgresqlAddress.of(url).url());
  }
}
