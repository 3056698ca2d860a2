package com.gorgiassmartrr.lookup;

import com.gorgiassmartrr.file.Invisible;
import com.gorgiassmartrr.lookup.SubscriberCache.AnswerKey;
import com.gorgiassmartrr.lookup.SubscriberCache.View;
import com.gorgiassmartrr.smartrr.EmailAddress;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.jspecify.annotations.Nullable;

/**
 * Finds the e-mail address that is looked up. Where the request has none, or an invalid one, the
 * step answers with no data or with a notice, and the route ends there.
 *
 * <p>Needs the variable {@code store} and the parameters as the body; leaves the variable {@code
 * email}, and the key under which the cache has the answer.
 */
public final class LookupWho implements Processor {
  /** The variable with the address that is looked up. */
  static final String EMAIL = "email";

  static final String NOT_AN_ADDRESS =
      "The customer's e-mail address isn't one that subscriptions can be looked up by.";

  private final View view;
  private final String parameter;

  /**
   * A step.
   *
   * @param parameter in which the address comes
   */
  LookupWho(View view, String parameter) {
    this.view = view;
    this.parameter = parameter;
  }

  @Override
  public void process(Exchange exchange) {
    String problem = exchange.getVariable("problem", String.class);
    String text = addressIn(exchange.getMessage().getBody());
    if (problem != null || text == null) {
      end(
          exchange,
          problem == null ? LookupAnswer.nobody(view) : LookupAnswer.notice(view, problem));
      return;
    }
    EmailAddress email = EmailAddress.parse(text);
    if (email == null) {
      end(exchange, LookupAnswer.notice(view, NOT_AN_ADDRESS));
      return;
    }
    exchange.setVariable(EMAIL, email.value());
    AnswerKey key = new AnswerKey(exchange.getVariable("store", String.class), view, email.key());
    exchange.getMessage().setHeader(CaffeineConstants.KEY, key.text());
  }

  private static void end(Exchange exchange, byte[] answer) {
    exchange.getMessage().setBody(answer);
    exchange.setRouteStop(true);
  }

  /** The address; null where there is none, or Gorgias left its template unresolved. */
  private @Nullable String addressIn(@Nullable Object body) {
    Object value = body instanceof Map<?, ?> parameters ? parameters.get(parameter) : null;
    String text = value == null ? "" : Invisible.strip(value.toString());
    return text.isEmpty() || text.contains("{{") ? null : text;
  }
}
