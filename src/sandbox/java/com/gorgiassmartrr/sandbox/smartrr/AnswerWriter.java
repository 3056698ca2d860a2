package com.gorgiassmartrr.sandbox.smartrr;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/** Writes one answer, whole or spoiled, without ever holding a thread. */
final class AnswerWriter {
  private static final int HUGE_BYTES = 5_000_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  AnswerWriter(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
  }

  void whole(Answer answer) {
    if (isOpen()) {
      head(answer).end(answer.body());
    }
  }

  void status(Fault fault) {
    Answer error = Answer.error(fault.status(), "SIMULATED", "A fault that was switched on.");
    String body = fault.body();
    if (fault.retryAfter() != null) {
      response.putHeader("retry-after", fault.retryAfter());
    }
    whole(body == null ? error : error.with(Buffer.buffer(body)));
  }

  /** Promises all bytes, sends half of them and closes. */
  void half(Answer answer) {
    Buffer body = answer.body();
    head(answer).putHeader("content-length", String.valueOf(Math.max(1, body.length())));
    response
        .write(body.slice(0, body.length() / 2))
        .onComplete(written -> request.connection().close());
  }

  /** Sends JSON that breaks off, as if that were all. */
  void brokenOff(Answer answer) {
    whole(answer.with(answer.body().slice(0, answer.body().length() / 2)));
  }

  void huge() {
    String begin =
        "{\"totalCount\":1,\"totalPages\":1,\"pageSize\":25,\"pageNumber\":0,\"data\":[],\"pad\":\"";
    Buffer body = Buffer.buffer(HUGE_BYTES + 256).appendString(begin);
    body.appendString("x".repeat(HUGE_BYTES)).appendString("\"}");
    whole(Answer.json(Json.object()).with(body));
  }

  void drip(Answer answer, long millis) {
    Buffer body = answer.body();
    head(answer).putHeader("content-length", String.valueOf(body.length()));
    dripFrom(body, 0, millis);
  }

  private void dripFrom(Buffer body, int at, long millis) {
    if (!isOpen()) {
      return;
    }
    if (at == body.length()) {
      response.end();
      return;
    }
    response.write(body.slice(at, at + 1));
    vertx.setTimer(millis, timer -> dripFrom(body, at + 1, millis));
  }

  /** Resets the connection rather than ending it in good order. */
  void reset() {
    HttpConnection connection = request.connection();
    // A plain close says goodbye; only with a linger of zero does the peer see a reset.
    if (connection instanceof ConnectionBase base) {
      base.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    connection.close();
  }

  private HttpServerResponse head(Answer answer) {
    return response.setStatusCode(answer.status()).putHeader("content-type", answer.contentType());
  }

  private boolean isOpen() {
    return !response.ended() && !response.closed();
  }
}
