package com.gorgiassmartrr.connect;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was done or found while a store is connected, checked or disconnected. It holds
 * nothing secret.
 *
 * @param sentence for a person
 * @param link where it can be seen in Gorgias; null where there is no such place
 */
public record Step(Part part, Status status, String sentence, @Nullable String link) {

  Step(Part part, Status status, String sentence) {
    this(part, status, sentence, null);
  }

  /** What a step is about: a field that a person filled in, or a thing that is made of them. */
  public enum Part {
    STORE,
    GORGIAS_DOMAIN,
    GORGIAS_USER,
    GORGIAS_API_KEY,
    SMARTRR_TOKEN,
    PUBLIC_URL,
    SETTINGS,
    SERVER,
    INTEGRATION,
    WIDGET
  }

  /** How a step ended, or that it didn't yet. */
  public enum Status {
    /** It has begun, and another step on the same part follows. */
    BEGUN,
    /** It is right now; something was changed for it. */
    DONE,
    /** It was right already. */
    RIGHT,
    /** It couldn't be verified, or it should be looked at; nothing is held up by it. */
    WARNING,
    /** It is wrong. */
    WRONG
  }
}
