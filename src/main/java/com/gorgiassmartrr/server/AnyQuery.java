package com.gorgiassmartrr.server;

import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/**
 * A request whose query may be anything. The router reads it to add the path's parts to it, and
 * would turn a query that can't be decoded away before a door sees it; what is wrong with it is for
 * the door to say.
 */
final class AnyQuery extends HttpServerRequestWrapper {
  AnyQuery(HttpServerRequestInternal request) {
    super(request);
  }

  @Override
  public MultiMap params(boolean semicolonIsNormalChar) {
    try {
      return super.params(semicolonIsNormalChar);
    } catch (IllegalArgumentException e) {
      return MultiMap.caseInsensitiveMultiMap();
    }
  }
}
