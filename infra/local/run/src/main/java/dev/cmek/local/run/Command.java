package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.run.Screen.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `make` calls: runs, shows why it cannot, and gives the exit code.
interface Command {

  /// Runs it.
  ///
  /// @return whether all of it went well
  boolean run(Checkout checkout, Settings settings, Screen screen);

  /// Runs it as the main thing of this process.
  ///
  /// @param name of its folder in `.local`
  static void main(String name, Command command) {
    int code = 1;
    try (Screen screen = Screen.ofThisProcess()) {
      code = code(name, command, screen);
    }
    System.exit(code);
  }

  /// What to do when a person interrupts it with Ctrl-C; both clouds get that signal as well, so
  /// that whatever the command says from then on would only confuse.
  static Thread onInterrupt(Screen screen, Runnable end) {
    return new Thread(() -> {
      screen.line("");
      screen.line("Interrupted: ending what was started.");
      screen.close();
      end.run();
    });
  }

  private static int code(String name, Command command, Screen screen) {
    try {
      return command.run(Checkout.current(), Settings.of(System.getenv()), screen) ? 0 : 1;
    } catch (LocalAwsException e) {
      screen.waiting("");
      screen.line("");
      String.valueOf(e.getMessage())
          .lines()
          .forEach(line -> screen.line(screen.paint(Paint.RED, line)));
      return 1;
    } catch (RuntimeException e) { // a defect, or an answer of the clouds that nobody expected
      screen.waiting("");
      screen.line("");
      screen.line(screen.paint(Paint.RED, "It broke: " + e.getMessage()));
      screen.line("All of it: " + keep(name, e) + ", beside the logs of both clouds.");
      return 1;
    }
  }

  private static Path keep(String name, RuntimeException failure) {
    Path file = Checkout.current().local().resolve(name).resolve("logs/failure.txt");
    try {
      Files.createDirectories(file.getParent());
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        failure.printStackTrace(out);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
      failure.printStackTrace();
    }
    return file;
  }
}
