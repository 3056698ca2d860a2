package com.gorgiassmartrr.connect;

import com.gorgiassmartrr.partner.PartnerFailure;

/** A call to Gorgias that brought no usable answer. */
final class GorgiasFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final PartnerFailure failure;
  private final String reason;

  GorgiasFailure(PartnerFailure failure, String reason) {
    super(failure.getMessage(), failure);
    this.failure = failure;
    this.reason = reason;
  }

  PartnerFailure failure() {
    return failure;
  }

  /** What Gorgias said about a refusal; empty where it said nothing. */
  String reason() {
    return reason;
  }

  /** Whether it is certain that Gorgias did nothing. */
  boolean isWithoutEffect() {
    return failure.isCertainlyNotSent()
        || switch (failure.kind()) {
          case CREDENTIALS, REFUSED, THROTTLED -> true;
          case UNAVAILABLE, TIMEOUT, UNREACHABLE, MALFORMED, STOPPED -> false;
        };
  }
}
