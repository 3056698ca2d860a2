package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Addresses a change of one subscription: {@code
 * /vendor/customer/{customer}/purchase-state/{subscription}/{change}}, with the body's map as JSON.
 *
 * <p>The parts of the path come from variables and are checked here, so that no input and no route
 * can reach another path of Smartrr: the one that deletes a customer's data by GET, or those that
 * change every subscription at once.
 */
public final class SmartrrChange implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern CHANGE = Pattern.compile("(?!bulk)[a-z][a-z-]{1,40}");

  private final SmartrrAddress address;

  public SmartrrChange(SmartrrAddress address) {
    this.address = address;
  }

  @Override
  public void process(Exchange exchange) throws JsonProcessingException {
    address.process(exchange);
    Message message = exchange.getMessage();
    message.setHeader(
        Exchange.HTTP_PATH,
        "/vendor/customer/"
            + variable(exchange, "customer", UUID)
            + "/purchase-state/"
            + variable(exchange, "subscription", UUID)
            + "/"
            + variable(exchange, "change", CHANGE));
    if (message.getBody() == null) {
      message.setBody("");
    } else {
      message.setHeader(Exchange.CONTENT_TYPE, "application/json");
      message.setBody(JSON.writeValueAsBytes(message.getBody()));
    }
  }

  private static String variable(Exchange exchange, String name, Pattern shape) {
    String value = exchange.getVariable(name, String.class);
    if (value == null || !shape.matcher(value).matches()) {
      throw new IllegalArgumentException("The variable " + name + " can't stand in a path");
    }
    return value;
  }
}
