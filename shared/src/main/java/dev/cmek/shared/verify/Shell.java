package dev.cmek.shared.verify;

/// Text for a POSIX shell.
public final class Shell {

  private Shell() {}

  /// One argument, whatever characters are in it; left as it is where nothing needs quoting.
  public static String quote(String argument) {
    boolean plain =
        !argument.isEmpty() && argument.chars().allMatch(c -> isLetterOrDigit(c) || isHarmless(c));
    return plain ? argument : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isHarmless(int c) {
    return "-_./:@,+=".indexOf(c) >= 0;
  }
}
