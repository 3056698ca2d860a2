package com.gorgiassmartrr.smartrr;

import com.gorgiassmartrr.permit.Permit;
import com.gorgiassmartrr.store.Store;
import com.gorgiassmartrr.store.StoreOfCall;
import com.gorgiassmartrr.store.Stores;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Addresses a call to the Smartrr of the store that the exchange is about, with its token, and
 * presents the permit of a write. The address comes from the store's settings only, never from a
 * message.
 */
public final class SmartrrAddress implements Processor {
  private final Stores stores;

  public SmartrrAddress(Stores stores) {
    this.stores = stores;
  }

  @Override
  public void process(Exchange exchange) {
    Store store = StoreOfCall.get(exchange, stores);
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_URI, store.smartrrUrl().toString());
    message.setHeader("x-smartrr-access-token", store.smartrrToken().reveal());
    message.setHeader("accept", "application/json");
    Permit.present(exchange);
  }
}
