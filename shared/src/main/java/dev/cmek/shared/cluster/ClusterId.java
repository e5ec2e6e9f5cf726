package dev.cmek.shared.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A cluster's id in CockroachDB Cloud: a whole UUID in lower case, such as
/// `f78b7feb-b6cf-4396-9d7f-494982d7d81e`.
public record ClusterId(@JsonValue String value) implements Comparable<ClusterId> {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// @throws IllegalArgumentException if it is no whole UUID in lower case
  @JsonCreator
  public ClusterId {
    if (!UUID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "must be the cluster's whole UUID in lower case, such as"
              + " f78b7feb-b6cf-4396-9d7f-494982d7d81e");
    }
  }

  @Override
  public int compareTo(ClusterId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
