package com.gorgiassmartrr.sandbox.smartrr;

/** A request that the simulated API refuses. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private ApiException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, "BAD_REQUEST", message);
  }

  static ApiException unauthorized() {
    return new ApiException(401, "UNAUTHORIZED", "The access token is missing or unknown.");
  }

  static ApiException forbidden(Scope scope) {
    return new ApiException(403, "FORBIDDEN", "The access token may not do this: " + scope + ".");
  }

  static ApiException notFound(String what) {
    return new ApiException(404, "NOT_FOUND", what + " was not found.");
  }

  Answer answer() {
    return Answer.error(status, code, String.valueOf(getMessage()));
  }
}
