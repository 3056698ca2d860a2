package com.gorgiassmartrr.sandbox.smartrr;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request as it came in.
 *
 * @param rawUri the target as sent, percent signs and all
 * @param path the decoded path
 * @param query the decoded parameters
 * @param headers by lower-case name; tokens are masked
 */
public record RecordedRequest(
    Instant time,
    String method,
    String rawUri,
    String path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    String body) {

  /** Copies the maps. */
  public RecordedRequest {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** Whether this asks for a change. */
  public boolean isWrite() {
    return !method.equals("GET") && !method.equals("HEAD");
  }
}
