package dev.cmek.local.run;

/// Shows what somebody was told as names and texts in two columns.
record Letterhead(Screen screen) {

  /// Shows one; what does not fit, and further lines, go on below it.
  void field(String name, String value) {
    String columns = "    %-13s ".formatted(name);
    String indent = " ".repeat(columns.length());
    boolean first = true;
    for (String line : value.lines().toList()) {
      for (String part : Screen.wrap(line, Screen.WIDTH - columns.length())) {
        screen.line(((first ? columns : indent) + part).stripTrailing());
        first = false;
      }
    }
  }

  /// Shows a letter that came over the topic. Commands stay whole, to be copied.
  void letter(Letter letter) {
    String title = letter.title().orElse("");
    screen.line("    " + screen.paint(Screen.Paint.BOLD, title));
    letter.text().lines().dropWhile(line -> line.equals(title)).forEach(this::line);
  }

  private void line(String line) {
    if (Alert.isCommand(line)) {
      screen.line("    " + screen.paint(Screen.Paint.CYAN, line));
      return;
    }
    for (String part : Screen.wrap(line, Screen.WIDTH - 4)) {
      screen.line(("    " + part).stripTrailing());
    }
  }
}
