package com.gorgiassmartrr.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x that Camel makes its management server with. Camel sets none of the server's options;
 * here HTTP/2 without TLS is switched off, over which Vert.x answers HEAD with a body.
 */
public final class ManagementVertx {
  private ManagementVertx() {}

  /** A Vert.x that is another one, but for the options of its HTTP servers. */
  public static Vertx of(Vertx vertx) {
    return (Vertx)
        Proxy.newProxyInstance(
            ManagementVertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) -> call(vertx, method, arguments));
  }

  private static @Nullable Object call(Vertx vertx, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("createHttpServer")
        && arguments != null
        && arguments[0] instanceof HttpServerOptions options) {
      return vertx.createHttpServer(new HttpServerOptions(options).setHttp2ClearTextEnabled(false));
    }
    try {
      return method.invoke(vertx, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
