package com.gorgiassmartrr.sandbox.smartrr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One method and path of the simulated API.
 *
 * @param template segments, of which those in braces are variable
 * @param scope what the token must be allowed; null when any token will do
 * @param dangerous whether calling it is a mistake that tests look for
 */
record Route(
    String method,
    List<String> template,
    @Nullable Scope scope,
    boolean dangerous,
    Function<Call, Answer> handler) {

  /** The decoded variable parts of a raw path; empty when it is another route's. */
  Optional<Map<String, String>> match(String askedMethod, List<String> segments) {
    if (!method.equals(askedMethod) || segments.size() != template.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String wanted = template.get(i);
      if (wanted.startsWith("{")) {
        parameters.put(
            wanted.substring(1, wanted.length() - 1), QueryString.decodeSegment(segments.get(i)));
      } else if (!wanted.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  /** The level of access that the method asks for. */
  int level() {
    return method.equals("GET") ? AccessToken.READ : AccessToken.READ_AND_WRITE;
  }
}
