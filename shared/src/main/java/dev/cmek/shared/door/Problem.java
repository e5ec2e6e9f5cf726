package dev.cmek.shared.door;

import org.jspecify.annotations.Nullable;

/// Why a request is not done, for whoever sent it: a problem document (RFC 9457).
///
/// @param detail what is wrong and what to do, as a sentence for a person
/// @param field which part of the request is wrong, such as `labels.cmek`, `pageToken` or
///   `Idempotency-Key`; absent if it is none
public record Problem(Code code, String detail, @Nullable String field) {

  /// What kind of problem. The name is part of the product: callers decide by it.
  public enum Code {
    /// Nothing proves who sends it.
    UNAUTHENTICATED(401, "Unauthorized"),
    /// The caller is known, but may not do this.
    ROUTE_NOT_ALLOWED(403, "Forbidden"),
    /// There is nothing at this path.
    ROUTE_UNKNOWN(404, "Not Found"),
    /// No run has this id.
    RUN_UNKNOWN(404, "Not Found"),
    /// Nobody has looked at this cluster yet.
    CLUSTER_UNKNOWN(404, "Not Found"),
    /// The path is right, the method is not.
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    /// The body is larger than anybody needs.
    BODY_TOO_LARGE(413, "Content Too Large"),
    /// The body is not said to be JSON in UTF-8.
    NOT_JSON(415, "Unsupported Media Type"),
    /// A part of the request is wrong: `field` says which.
    BAD_REQUEST(400, "Bad Request"),
    /// The same Idempotency-Key came with other data before.
    KEY_REUSED(422, "Unprocessable Content"),
    /// Something does not answer for now: the same request again may help.
    NOT_NOW(503, "Service Unavailable"),
    /// A mistake of ours, or of whoever deployed this.
    DEFECT(500, "Internal Server Error");

    private final int status;
    private final String phrase;

    Code(int status, String phrase) {
      this.status = status;
      this.phrase = phrase;
    }

    public int status() {
      return status;
    }
  }

  static final String CONTENT_TYPE = "application/problem+json";

  /// The document's members, in this order.
  record Document(
      String type, String title, int status, Code code, String detail, @Nullable String field) {}

  Problem(Code code, String detail) {
    this(code, detail, null);
  }

  HttpAnswer answer() {
    return HttpAnswer.of(
        code.status,
        CONTENT_TYPE,
        new Document("about:blank", code.phrase, code.status, code, detail, field));
  }

  /// Ends the answering of a request with this problem.
  ProblemException exception() {
    return new ProblemException(this);
  }

  /// Carries a problem to where it is answered.
  static final class ProblemException extends Exception {

    private final transient Problem problem;

    private ProblemException(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
