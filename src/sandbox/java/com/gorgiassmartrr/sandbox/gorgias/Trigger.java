package com.gorgiassmartrr.sandbox.gorgias;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a ticket and that integrations may listen to.
 *
 * @param type the key under {@code http.triggers}
 * @param ticketId the ticket
 * @param messageId the message, or null
 * @param userId the agent who did it, or null
 */
record Trigger(String type, long ticketId, @Nullable Long messageId, @Nullable Long userId) {
  static final String TICKET_CREATED = "ticket-created";
  static final String TICKET_UPDATED = "ticket-updated";
  static final String MESSAGE_CREATED = "ticket-message-created";

  /** FACT: the keys of the API's specification. */
  static final List<String> TYPES =
      List.of(
          TICKET_CREATED,
          TICKET_UPDATED,
          MESSAGE_CREATED,
          "ticket-self-unsnoozed",
          "ticket-message-failed",
          "ticket-assignment-updated",
          "ticket-status-updated",
          "ticket-handed-over");
}
