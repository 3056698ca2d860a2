package com.gorgiassmartrr.sandbox.smartrr;

/** A reason that a shop offers to those who cancel. */
public record CancellationReason(
    String reasonType, String text, String action, int position, boolean archived) {

  /** The reason's UUID, which the cancel action takes as {@code reasonId}. */
  public String id() {
    return Ids.uuid("reason/" + text);
  }
}
