package dev.cmek.shared.iam;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/// The name of an object in AWS, such as
/// `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`.
///
/// @param partition `aws`, `aws-us-gov`, `aws-cn` …
/// @param region empty for a global service
/// @param account empty where the service names none, as S3 does
/// @param resource all that follows, such as `role/path/name`; may contain colons
public record Arn(
    String partition, String service, String region, String account, String resource) {

  /// Parses the text.
  ///
  /// @throws IllegalArgumentException if it has fewer than six parts or does not begin with `arn`
  @JsonCreator
  public static Arn parse(String text) {
    return find(text).orElseThrow(() -> new IllegalArgumentException("no ARN: " + text));
  }

  /// Absent if the text is no ARN.
  public static Optional<Arn> find(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length < 6 || !parts[0].equals("arn") || parts[5].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]));
  }

  /// The account as a principal: all of its identities, as far as their own policies let them.
  public static Arn accountRoot(String partition, String account) {
    return new Arn(partition, "iam", "", account, "root");
  }

  /// Stands for a whole account: see [#accountRoot].
  public boolean isAccountRoot() {
    return service.equals("iam") && resource.equals("root");
  }

  /// What follows the first slash of the resource, such as a key's id; the whole resource if there
  /// is none.
  public String id() {
    return resource.substring(resource.indexOf('/') + 1);
  }

  /// What follows the last slash of the resource: a role's name without its path.
  public String name() {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  @JsonValue
  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
