package dev.cmek.local.run;

import dev.cmek.local.run.Screen.Paint;
import java.time.Duration;

/// Shows a start: a line for each thing that is ready, with the time that it took.
final class StartScreen implements Progress {

  private final Screen screen;
  private Duration last;

  StartScreen(Screen screen) {
    this.screen = screen;
    this.last = screen.elapsed();
  }

  @Override
  public void begins(String what) {
    screen.event("", what);
  }

  @Override
  public void working(String what) {
    screen.waiting(what);
  }

  @Override
  public void ready(String what) {
    Duration now = screen.elapsed();
    screen.event(
        screen.paint(Paint.GREEN, "✓") + " ",
        what + screen.paint(Paint.DIM, "  " + Screen.seconds(now.minus(last))));
    last = now;
  }
}
