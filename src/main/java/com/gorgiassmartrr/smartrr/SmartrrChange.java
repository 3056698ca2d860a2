package com.gorgiassmartrr.smartrr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.gorgiassmartrr.permit.Write;
import com.gorgiassmartrr.store.Store;
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
  /** The variable by which a route names a change: the end of its path. */
  public static final String VARIABLE = "change";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern CHANGE = Pattern.compile("(?!bulk)[a-z][a-z-]{1,40}");

  private final SmartrrAddress address;

  public SmartrrChange(SmartrrAddress address) {
    this.address = address;
  }

  /**
   * The write that a change of one subscription is, for which a permit can be granted.
   *
   * @param change the end of its path, such as {@code skip}
   */
  public static Write write(Store store, String customer, String subscription, String change) {
    return Write.to(store.smartrrUrl(), "PUT", path(customer, subscription, change));
  }

  /** Whether it can be the end of the path of a change of one subscription. */
  public static boolean isChange(String name) {
    return CHANGE.matcher(name).matches();
  }

  private static String path(String customer, String subscription, String change) {
    return "/vendor/customer/" + customer + "/purchase-state/" + subscription + "/" + change;
  }

  @Override
  public void process(Exchange exchange) throws JsonProcessingException {
    address.process(exchange);
    Message message = exchange.getMessage();
    message.setHeader(
        Exchange.HTTP_PATH,
        path(
            variable(exchange, "customer", UUID),
            variable(exchange, "subscription", UUID),
            variable(exchange, VARIABLE, CHANGE)));
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
