package dev.cmek.local.run;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a person sees of a local run: lines that stay, and on a terminal one line below them that
/// shows what is being waited for. Elsewhere, and with `NO_COLOR`, plain text only.
public final class Screen implements AutoCloseable {

  /// No line is longer; what is longer goes on below.
  static final int WIDTH = 120;

  /// The status line must not wrap, or it could not be taken back: terminals are at least this
  /// wide.
  private static final int STATUS_WIDTH = 79;

  private static final Duration FRAME = Duration.ofMillis(100);
  private static final List<String> SPINNER =
      List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏");
  private static final String TAKE_BACK = "\r\u001b[K";

  /// How a text stands out on a terminal.
  enum Paint {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    MAGENTA("35"),
    CYAN("36");

    private final String code;

    Paint(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final boolean live;
  private final InstantSource clock;
  private final Instant start;
  private String status = "";
  private int frame;
  private boolean closed;

  /// A screen, whose time begins now.
  ///
  /// @param live whether control characters may be printed
  Screen(PrintStream out, boolean live, InstantSource clock) {
    this.out = out;
    this.live = live;
    this.clock = clock;
    this.start = clock.instant();
    if (live) {
      Thread.ofVirtual().name("screen").start(this::animate);
    }
  }

  /// What this process was started on.
  static Screen ofThisProcess() {
    // Not System.out: in a C locale it would print question marks.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    boolean live = terminal && !isPlainWanted(System.getenv());
    return new Screen(out, live, InstantSource.system());
  }

  static boolean isPlainWanted(Map<String, String> environment) {
    return !environment.getOrDefault("NO_COLOR", "").isEmpty()
        || environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /// The text as it stands out on a terminal; the same text elsewhere.
  String paint(Paint paint, String text) {
    return live && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
  }

  /// Begins a part of the run.
  void heading(String text) {
    print(List.of("", paint(Paint.BOLD, text)));
  }

  /// A line that stays, as it is.
  void line(String text) {
    print(List.of(text));
  }

  /// A line that stays, with the time since the start; what does not fit goes on below, as far in
  /// as the text began.
  ///
  /// @param columns what stands before the text, painted or not
  void event(String columns, String text) {
    String before = "  " + paint(Paint.DIM, "%5s".formatted(clockFace())) + "  " + columns;
    int indent = visibleLength(before);
    List<String> lines = new ArrayList<>();
    for (String part : wrap(text, WIDTH - indent)) {
      lines.add((lines.isEmpty() ? before + part : " ".repeat(indent) + part).stripTrailing());
    }
    print(lines);
  }

  /// What is being waited for from now on; plain text does not tell.
  synchronized void waiting(String what) {
    status = what;
    draw();
  }

  /// Time since the start.
  Duration elapsed() {
    return Duration.between(start, clock.instant());
  }

  /// Takes the status line back. Nothing is shown any more.
  @Override
  public synchronized void close() {
    status = "";
    draw();
    closed = true;
    notifyAll();
  }

  /// `12.3 s`.
  static String seconds(Duration duration) {
    long tenths = (duration.toMillis() + 50) / 100;
    return tenths / 10 + "." + tenths % 10 + " s";
  }

  /// Breaks a text at blanks, or anywhere in what is longer than a line.
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > 0 ? blank : width;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private synchronized void print(List<String> lines) {
    if (closed) {
      return;
    }
    if (live) {
      out.print(TAKE_BACK);
    }
    lines.forEach(out::println);
    draw();
  }

  private synchronized void animate() {
    try {
      while (!closed) {
        wait(FRAME.toMillis());
        frame = (frame + 1) % SPINNER.size();
        draw();
      }
    } catch (InterruptedException _) {
      // nobody looks any more
    }
  }

  private synchronized void draw() {
    if (!live || closed) {
      return;
    }
    if (status.isEmpty()) {
      out.print(TAKE_BACK);
    } else {
      String text = "%5s  %s %s".formatted(clockFace(), SPINNER.get(frame), status);
      out.print(
          TAKE_BACK
              + "  "
              + paint(Paint.DIM, text.substring(0, Math.min(text.length(), STATUS_WIDTH - 2))));
    }
    out.flush();
  }

  private String clockFace() {
    return "%d:%02d".formatted(elapsed().toMinutes(), elapsed().toSecondsPart());
  }

  private static int visibleLength(String text) {
    return text.replaceAll("\u001b\\[\\d+m", "").length();
  }
}
