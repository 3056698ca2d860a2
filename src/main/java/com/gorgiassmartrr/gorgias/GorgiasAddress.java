package com.gorgiassmartrr.gorgias;

import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.Store.GorgiasAccount;
import com.gorgiassmartrr.store.StoreOfCall;
import com.gorgiassmartrr.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Addresses a call to the Gorgias account of the store that the exchange is about, with its key,
 * and presents the permit of a write. The address comes from the store's settings only, never from
 * a message.
 */
public final class GorgiasAddress implements Processor {
  private static final Pattern TICKET = Pattern.compile("[0-9]{1,18}");

  private final Stores stores;

  public GorgiasAddress(Stores stores) {
    this.stores = stores;
  }

  @Override
  public void process(Exchange exchange) {
    Store store = StoreOfCall.get(exchange, stores);
    GorgiasAccount account = store.gorgias();
    if (account == null) {
      throw new IllegalStateException("The store " + store.name() + " has no Gorgias account");
    }
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_URI, account.url().toString());
    message.setHeader("authorization", basic(account));
    message.setHeader("accept", "application/json");
    Permit.present(exchange);
  }

  /** Whether it can be a ticket's id; nothing else is ever put into a path. */
  public static boolean isTicket(String text) {
    return TICKET.matcher(text).matches();
  }

  private static String basic(GorgiasAccount account) {
    String credentials = account.user() + ":" + account.apiKey().reveal();
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
