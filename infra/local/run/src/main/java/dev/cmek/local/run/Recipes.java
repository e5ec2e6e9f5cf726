package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;

/// Shows commands that work when they are pasted at the checkout's root.
record Recipes(Screen screen) {

  /// Goes on in a line of its own.
  static final String MORE = " \\\n  ";

  /// Shows one.
  ///
  /// @param what a person would want
  void step(String what, String... commands) {
    screen.line("");
    screen.line("  " + screen.paint(Paint.BOLD, what));
    for (String command : commands) {
      command.lines().forEach(line -> screen.line(screen.paint(Paint.CYAN, "    " + line)));
    }
  }
}
