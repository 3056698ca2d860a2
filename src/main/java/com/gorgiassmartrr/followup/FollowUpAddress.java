package com.gorgiassmartrr.followup;

import com.gorgiassmartrr.permit.Permit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Addresses a follow-up's write to the address that its bean names by a setting, with the bean's
 * verb, and presents its permit. No route holds the address, for it may be a credential.
 */
public final class FollowUpAddress implements Processor {
  private static final String ADDRESS = FollowUpAddress.class.getName();
  private static final String VERB = ADDRESS + ".verb";

  /** Has a run of a follow-up's route write there. */
  static void set(Exchange run, String verb, String address) {
    run.setProperty(ADDRESS, address);
    run.setProperty(VERB, verb);
  }

  @Override
  public void process(Exchange exchange) {
    String address = exchange.getProperty(ADDRESS, String.class);
    if (address == null) {
      throw new IllegalStateException(
          "Only a follow-up whose write names a setting, like POST slack.url, can be sent there");
    }
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_URI, address);
    message.setHeader(Exchange.HTTP_METHOD, exchange.getProperty(VERB, String.class));
    Permit.present(exchange);
  }
}
