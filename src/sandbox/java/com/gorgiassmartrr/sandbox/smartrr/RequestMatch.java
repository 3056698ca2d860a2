package com.gorgiassmartrr.sandbox.smartrr;

import java.util.function.Predicate;

/** The usual ways to say which requests are meant. */
public final class RequestMatch {
  private static final String NOTHING = "/00000000-0000-0000-0000-000000000000";

  private RequestMatch() {}

  /** Every request. */
  public static Predicate<RecordedRequest> all() {
    return request -> true;
  }

  /** Requests whose decoded path begins so. */
  public static Predicate<RecordedRequest> path(String prefix) {
    return request -> request.path().startsWith(prefix);
  }

  /** Requests whose decoded path ends so. */
  public static Predicate<RecordedRequest> pathEnd(String suffix) {
    return request -> request.path().endsWith(suffix);
  }

  /** Requests of one method. */
  public static Predicate<RecordedRequest> method(String method) {
    return request -> request.method().equals(method);
  }

  /**
   * Requests that ask for a change of something that can exist; one of the nil UUID finds out
   * whether a token may write.
   */
  public static Predicate<RecordedRequest> writes() {
    return request -> request.isWrite() && !request.path().contains(NOTHING);
  }
}
