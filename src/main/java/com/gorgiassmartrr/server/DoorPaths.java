package com.gorgiassmartrr.server;

import org.jspecify.annotations.Nullable;

/** Where front doors can stand: only at paths that something guards. */
public final class DoorPaths {
  private DoorPaths() {}

  /** Why no front door can stand at a path of a route, in a sentence; null: one can. */
  public static @Nullable String problem(String path) {
    try {
      Door.at(path);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
