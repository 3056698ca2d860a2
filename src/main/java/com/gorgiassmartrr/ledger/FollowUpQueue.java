package com.gorgiassmartrr.ledger;

/**
 * The follow-ups of one store that have one name: they are worked on beside all others.
 *
 * @param store the store's name
 * @param name the follow-up's name
 */
public record FollowUpQueue(String store, String name) {}
