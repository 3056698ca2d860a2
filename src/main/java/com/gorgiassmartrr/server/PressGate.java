package com.gorgiassmartrr.server;

import com.gorgiassmartrr.store.Store;
import org.jspecify.annotations.Nullable;

/** Tells by its token whether a press may come in, in a time that says nothing about a guess. */
@FunctionalInterface
public interface PressGate {
  /**
   * Why a press isn't let in, in one sentence; null when it is.
   *
   * @param token what was sent as {@code press_token}; empty when nothing was
   */
  @Nullable String refusal(Store store, String token);
}
