package com.gorgiassmartrr.sandbox.gorgias;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request that an integration made because of a trigger.
 *
 * @param id a number that grows
 * @param integrationId the integration
 * @param ticketId the ticket that fired the trigger
 * @param customerId the ticket's customer
 * @param trigger the trigger's key
 * @param attempt 1 for the first try
 * @param at when it was made
 * @param method the HTTP method
 * @param url the rendered address
 * @param body the rendered body, or null
 * @param status the answer's status, or 0 without an answer
 * @param answer the answer's body: JSON where it is JSON, else text; null without an answer
 * @param error why there is no answer, or null
 * @param effect what became of the customer's data
 */
public record IntegrationCall(
    long id,
    long integrationId,
    long ticketId,
    long customerId,
    String trigger,
    int attempt,
    Instant at,
    String method,
    String url,
    @Nullable String body,
    int status,
    @Nullable JsonNode answer,
    @Nullable String error,
    Effect effect) {

  /** What an answer does to the data that is stored under the customer. */
  public enum Effect {
    /** The answer was stored. */
    STORED,
    /** The data stayed as it was. */
    KEPT
  }

  /** Returns the entry as the page of an integration's events shows it, headers left out. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("id", id);
    json.put("integration_id", integrationId);
    json.put("created_datetime", Json.timestamp(at));
    json.put("trigger", trigger);
    json.put("ticket_id", ticketId);
    json.put("attempt", attempt);
    if (status == 0) {
      json.putNull("status_code");
    } else {
      json.put("status_code", status);
    }
    int query = url.indexOf('?');
    ObjectNode request = json.putObject("request");
    request.put("method", method);
    request.put("url", query < 0 ? url : url.substring(0, query));
    request.put("params", query < 0 ? "" : url.substring(query + 1));
    request.put("body", body);
    ObjectNode response = json.putObject("response");
    if (error != null) {
      response.put("error", error);
    } else {
      response.set("body", answer);
    }
    json.put("effect", effect == Effect.STORED ? "stored" : "kept");
    return json;
  }
}
