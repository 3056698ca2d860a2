package com.gorgiassmartrr.takeover;

/** A version of what a route begins with, beside which another version may stand. */
public interface Standing {
  /** Takes no more requests in; those that came before are carried on. */
  void standBack();

  /** Whether nothing that came in is under way, and nobody holds this version. */
  boolean isIdle();
}
