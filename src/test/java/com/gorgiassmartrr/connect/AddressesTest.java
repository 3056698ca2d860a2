package com.gorgiassmartrr.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as people type them. */
final class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme",
        "ACME",
        " acme ",
        "\ufeffacme\u200b",
        "\u00a0https://acme.gorgias.com\u200b",
        "acme.gorgias.com",
        "Acme.Gorgias.com/",
        "https://acme.gorgias.com",
        "http://acme.gorgias.com/",
        "https://acme.gorgias.com/app/ticket/12345?a=b#c",
        "acme.gorgias.com/app"
      })
  void domain_typedInAnyWay_isTheDomain(String typed) {
    GorgiasDomain domain = GorgiasDomain.parse(typed, "gorgias.com").orElseThrow();
    assertEquals("acme", domain.name());
    assertEquals(URI.create("https://acme.gorgias.com"), domain.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acme.example.com",
        "acme.gorgias.com.example.com",
        "https://user:key@acme.gorgias.com",
        "robin@example.com",
        "a.b.gorgias.com",
        "ftp://acme.gorgias.com",
        "acme gorgias",
        "{{acme}}"
      })
  void domain_none_isRefused(String typed) {
    assertEquals(true, GorgiasDomain.parse(typed, "gorgias.com").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8123/api, http://127.0.0.1:8123",
    "https://gorgias.example.com/, https://gorgias.example.com"
  })
  void account_elsewhere_isItsWholeAddress(String typed, URI url) {
    GorgiasDomain domain = GorgiasDomain.parse(typed, "gorgias.com").orElseThrow();
    assertEquals("", domain.name());
    assertEquals(url, domain.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080",
        "https://127.0.0.1",
        "https://[::1]:8443",
        "https://0.0.0.0",
        "https://box.localhost"
      })
  void publicAddress_ofThisMachine_isDoubted(String address) {
    assertEquals(
        "Gorgias can't reach " + address + ": it is an address of this machine alone.",
        doubt(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.1.2.3",
        "https://192.168.1.10",
        "https://172.16.0.1",
        "https://169.254.1.1",
        "https://100.64.0.1",
        "https://[fd00::1]",
        "https://bridge",
        "https://bridge.local",
        "https://bridge.internal"
      })
  void publicAddress_ofOneNetwork_isDoubted(String address) {
    assertEquals(
        "Gorgias can't reach " + address + ": it is an address of a private network.",
        doubt(address));
  }

  @ParameterizedTest
  @CsvSource({
    "http://bridge.example.com, "
        + "http://bridge.example.com isn't https: customers' data would travel unencrypted.",
    "https://bridge.example.com, ''",
    "bridge.example.com/, ''",
    "\ufeffhttps://bridge.example.com\u200b, ''",
    "https://93.184.216.34:8443, ''",
    "https://172.32.0.1, ''"
  })
  void publicAddress_ofTheWorld_isWell(String address, String doubt) {
    assertEquals(doubt, doubt(address));
  }

  private static String doubt(String typed) {
    return PublicAddress.doubt(PublicAddress.parse(typed).orElseThrow());
  }
}
