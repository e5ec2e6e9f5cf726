package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.run.Screen.Paint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Ends what [Up] keeps running, and what a demo left behind that was killed.
public final class Down implements Command {

  private Down() {}

  public static void main(String[] arguments) {
    Command.main("down", new Down());
  }

  @Override
  public boolean run(Checkout checkout, Settings settings, Screen screen) {
    boolean wasUp = end("up", checkout, screen);
    boolean wasDemo = end(Demo.AWS_NAME, checkout, screen);
    boolean wasGcpDemo = end(Demo.GCP_NAME, checkout, screen);
    Up.forget(checkout);
    if (!wasUp && !wasDemo && !wasGcpDemo) {
      screen.line("Nothing is running.");
    }
    return true;
  }

  private static boolean end(String name, Checkout checkout, Screen screen) {
    Path home = checkout.local().resolve(name);
    if (!Files.isDirectory(home)) {
      return false;
    }
    Optional<HomeLock> lock = HomeLock.take(home);
    if (lock.isEmpty()) {
      screen.line("make " + name + " is at work: let it end, or interrupt it with Ctrl-C.");
      return true;
    }
    try (HomeLock _ = lock.get()) {
      LocalCloud cloud = new LocalCloud(checkout, new StartScreen(screen));
      List<String> running = cloud.running(name);
      screen.waiting("ending " + String.join(" and ", running));
      cloud.stop(name);
      screen.waiting("");
      running.forEach(what -> screen.line(screen.paint(Paint.GREEN, "✓") + " ended " + what));
      return !running.isEmpty();
    }
  }
}
