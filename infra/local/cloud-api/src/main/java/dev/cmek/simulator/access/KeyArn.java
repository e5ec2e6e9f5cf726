package dev.cmek.simulator.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A KMS key's ARN, such as `arn:aws:kms:us-east-1:111122223333:key/mrk-1234`. An alias's ARN is
/// none.
public record KeyArn(String text, String partition, String region, String account, String keyId) {
  private static final Pattern SHAPE =
      Pattern.compile("arn:(aws[a-z-]*):kms:([a-z0-9-]+):(\\d{12}):key/([A-Za-z0-9-]+)");

  /// Reads the text as a key's ARN.
  ///
  /// @throws IllegalArgumentException if the text is no key's ARN
  public static KeyArn parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not the ARN of a KMS key");
    }
    return new KeyArn(text, matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  @Override
  public String toString() {
    return text;
  }
}
