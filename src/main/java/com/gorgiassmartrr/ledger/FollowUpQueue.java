package com.gorgiassmartrr.ledger;

/**
 * The follow-ups of one store and one name, which are worked on independently of all others.
 *
 * @param store the store's name
 * @param name the follow-up's name
 */
public record FollowUpQueue(String store, String name) {}
