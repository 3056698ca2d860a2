package com.gorgiassmartrr.press;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.gorgiassmartrr.action.RefusedException;
import com.gorgiassmartrr.ledger.LedgerUnavailable;
import com.gorgiassmartrr.partner.PartnerFailure;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers operators' requests on the management server: with JSON, or with a status and a sentence
 * in {@code message}.
 */
public final class OperatorReplies {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorReplies.class);

  private OperatorReplies() {}

  /** Runs work on a thread that may wait, and answers with the JSON that the work returns. */
  public static void answer(RoutingContext call, Callable<String> work) {
    answer(call, call.vertx().executeBlocking(work, false));
  }

  /** Answers with JSON when the future has it. */
  static void answer(RoutingContext call, Future<String> body) {
    body.onSuccess(text -> write(call, 200, text)).onFailure(failure -> fail(call, failure));
  }

  private static void fail(RoutingContext call, Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof RefusedException refused) {
      write(call, refused.status(), message(refused.sentence()));
    } else if (failure instanceof IllegalArgumentException) {
      write(call, 404, message(failure.getMessage()));
    } else if (failure instanceof LedgerUnavailable) {
      write(call, 503, message("The ledger can't be used: " + failure.getMessage()));
    } else if (failure instanceof PartnerFailure partner) {
      write(
          call,
          502,
          message(
              "Smartrr can't be read right now: "
                  + partner.kind()
                  + ", "
                  + partner.getMessage()
                  + "."));
    } else {
      LOG.error("An operator's request failed", failure);
      write(call, 500, message("This failed because of a fault here; the log says more."));
    }
  }

  /** Wraps a sentence as JSON: {@code {"message": …}}. */
  public static String message(@Nullable String sentence) {
    return JsonNodeFactory.instance.objectNode().put("message", sentence).toString();
  }

  static void write(RoutingContext call, int status, String body) {
    call.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(body);
  }
}
