package dev.cmek.simulator.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A role's ARN, such as `arn:aws:iam::111122223333:role/some/path/name`.
public record RoleArn(String text, String partition, String account, String name) {
  private static final Pattern SHAPE =
      Pattern.compile("arn:(aws[a-z-]*):iam::(\\d{12}):role/(?:[!-~]*/)?([\\w+=,.@-]{1,64})");

  /// Reads the text as a role's ARN.
  ///
  /// @throws IllegalArgumentException if the text is no role's ARN
  public static RoleArn parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not the ARN of an IAM role");
    }
    return new RoleArn(text, matcher.group(1), matcher.group(2), matcher.group(3));
  }

  @Override
  public String toString() {
    return text;
  }
}
