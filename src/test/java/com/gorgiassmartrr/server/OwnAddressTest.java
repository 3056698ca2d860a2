package com.gorgiassmartrr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.gorgiassmartrr.store.SettingException;
import com.gorgiassmartrr.store.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8081",
    "127.0.0.2, http://127.0.0.2:8081",
    "0.0.0.0, http://127.0.0.1:8081",
    "::, http://127.0.0.1:8081",
    "::1, http://[0:0:0:0:0:0:0:1]:8081",
    "[::1], http://[0:0:0:0:0:0:0:1]:8081",
    "2001:db8::7, http://[2001:db8:0:0:0:0:0:7]:8081",
    "10.1.2.3, http://10.1.2.3:8081",
    "localhost, http://127.0.0.1:8081"
  })
  void management_listensOnAHost_isAskedThere(String host, String address) {
    assertEquals(address, OwnAddress.ofManagement(settings(host)));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://localhost:9",
    "0.0.0.0, http://localhost:9",
    "10.1.2.3, http://10.1.2.3:9"
  })
  void server_listensOnAHost_isShownByAnAddressThatLeadsThere(String host, String address) {
    assertEquals(address, OwnAddress.shown(settings(host), "camel.management.host", "9"));
  }

  @Test
  void host_withoutAnAddress_isNamed() {
    SettingException e =
        assertThrows(
            SettingException.class, () -> OwnAddress.ofManagement(settings("nowhere.invalid")));
    assertEquals(
        "camel.management.host: there is no address for 'nowhere.invalid'.", e.getMessage());
  }

  private static Settings settings(String host) {
    return Settings.none()
        .with(Map.of("camel.management.host", host, "camel.management.port", "8081"));
  }
}
