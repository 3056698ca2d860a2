package com.gorgiassmartrr.note;

import java.time.Instant;

/**
 * What a note tells of a press.
 *
 * @param store the store's name
 * @param ticketId the ticket that the note is written on
 * @param ending how it ended
 * @param what what was done, or was to be done, in the action's words
 * @param why why it was refused, or what is unclear; empty for a press that was applied
 * @param product the subscription's name
 * @param subscriptionId the subscription's id at Smartrr
 * @param beforeStatus its status before; empty when it isn't known
 * @param beforeNextBilling its next billing date before, such as 2026-12-03; empty for none
 * @param afterStatus its status afterwards; empty when it isn't known
 * @param afterNextBilling its next billing date afterwards; empty for none
 * @param agent who pressed, or dismissed it; empty when it isn't known
 * @param at when they did
 */
public record NoteParts(
    String store,
    String ticketId,
    Ending ending,
    String what,
    String why,
    String product,
    String subscriptionId,
    String beforeStatus,
    String beforeNextBilling,
    String afterStatus,
    String afterNextBilling,
    String agent,
    Instant at) {

  /** How a press ends, so that a note tells of it. */
  public enum Ending {
    /** What it asked for is so at Smartrr. */
    APPLIED,
    /** Smartrr, or a rule here, said no. */
    REFUSED,
    /** A person must decide. */
    PARKED,
    /** A person decided that nothing more is done. */
    DISMISSED
  }
}
