package com.gorgiassmartrr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nothing listens on, each given out once. They lie below those that a system hands to
 * whoever calls, or listens without asking for one, so nobody takes them before they are used.
 */
public final class FreePort {
  private static final int LOWEST = 12_000;
  private static final int COUNT = 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /** The next one. */
  public static int next() {
    for (int looked = 0; looked < COUNT; looked++) {
      try (ServerSocket socket =
          new ServerSocket(LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT))) {
        return socket.getLocalPort();
      } catch (BindException inUse) {
        // The next one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError("No port is free");
  }
}
