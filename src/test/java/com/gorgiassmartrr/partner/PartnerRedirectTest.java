package com.gorgiassmartrr.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.connect.ConnectorContext;
import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.Secret;
import com.gorgiassmartrr.store.Settings;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the shipped routes no credential leaves for another host, and no text is taken for more. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class PartnerRedirectTest {
  private static final String EMPTY =
      "{\"totalCount\":0,\"totalPages\":0,\"pageSize\":1,\"pageNumber\":0,\"data\":[]}";

  private static Store store(RawPartner partner) {
    URI url = URI.create(partner.url());
    return new Store(
        "acme",
        url,
        new Secret("the-smartrr-token"),
        List.of(new Secret("a-secret-of-the-store")),
        new GorgiasAccount(url, "robin@example.com", new Secret("the-gorgias-key")));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void partner_redirectsToAnotherHost_nothingIsSentThere(int status) throws Exception {
    try (RawPartner other = new RawPartner((head, number) -> RawPartner.json(200, EMPTY));
        RawPartner partner =
            new RawPartner((head, number) -> redirect(status, other.url() + "/vendor/order"));
        ConnectorContext context = new ConnectorContext(Settings.read())) {
      Store store = store(partner);
      PartnerFailure read =
          assertThrows(
              PartnerFailure.class,
              () ->
                  context
                      .connectors()
                      .smartrr()
                      .readNow(
                          store,
                          "smartrr-find-orders",
                          Map.of("search", "a%40b.test", "page", "0")));
      PartnerFailure written =
          context
              .connectors()
              .gorgias()
              .write(
                  store,
                  "gorgias-add-note",
                  Map.of("ticket", "7"),
                  JsonNodeFactory.instance.objectNode(),
                  Permit.grant(
                      Write.to(URI.create(partner.url()), "POST", "/api/tickets/7/messages")))
              .failure();

      assertEquals(PartnerFailure.Kind.MALFORMED, read.kind());
      assertTrue(written != null && written.kind() == PartnerFailure.Kind.MALFORMED);
      assertEquals(2, partner.requests.size(), partner.requests::toString);
      assertEquals(List.of(), other.requests);
    }
  }

  private static String redirect(int status, String to) {
    return "HTTP/1.1 " + status + " Moved\r\nlocation: " + to + "\r\ncontent-length: 0\r\n\r\n";
  }

  /** A placeholder of Camel's would name the environment, a secret or a bean. */
  @Test
  void address_looksLikeAPlaceholder_arrivesAsItIs() throws Exception {
    try (RawPartner partner = new RawPartner((head, number) -> RawPartner.json(200, EMPTY));
        ConnectorContext context = new ConnectorContext(Settings.read())) {
      for (String search :
          List.of(
              "%7B%7Benv:PATH%7D%7D%40y.z", "{{env:PATH}}@y.z", "%7B%7Bsmartrr.url%7D%7D%40y.z")) {
        context
            .connectors()
            .smartrr()
            .readNow(store(partner), "smartrr-find-orders", Map.of("search", search, "page", "0"));
        String head = partner.requests.get(partner.requests.size() - 1);
        String query =
            URLDecoder.decode(head.lines().findFirst().orElse(""), StandardCharsets.UTF_8);
        String wanted = URLDecoder.decode(search, StandardCharsets.UTF_8);
        assertTrue(query.contains("filterLike[emailOrName]=" + wanted + "&"), query);
      }
    }
  }
}
