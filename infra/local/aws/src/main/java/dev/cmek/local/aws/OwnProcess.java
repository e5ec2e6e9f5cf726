package dev.cmek.local.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process that we started, remembered in a file so that a later run can end it.
///
/// The file holds the process id and the moment of its start: an id alone may belong to a stranger
/// by now.
public final class OwnProcess {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final Pattern IDENTITY = Pattern.compile("(?<id>\\d{1,18}) (?<start>.+)");

  private final ProcessHandle handle;
  private final Path file;

  private OwnProcess(ProcessHandle handle, Path file) {
    this.handle = handle;
    this.file = file;
  }

  public static OwnProcess started(Process process, Path file) throws IOException {
    ProcessHandle handle = process.toHandle();
    Files.writeString(file, handle.pid() + " " + startOf(handle));
    return new OwnProcess(handle, file);
  }

  /// The process that the file tells of, if it is still running.
  public static Optional<OwnProcess> found(Path file) {
    try {
      Matcher known = IDENTITY.matcher(Files.readString(file));
      return known.matches() // else a crash came before all of it was written
          ? ProcessHandle.of(Long.parseLong(known.group("id")))
              .filter(handle -> startOf(handle).equals(known.group("start")))
              .map(handle -> new OwnProcess(handle, file))
          : Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LocalAwsException("reading " + file + ": " + e, e);
    }
  }

  boolean alive() {
    return handle.isAlive();
  }

  /// Ends it and all that it started: politely, then after the limit by force.
  public void stop(Duration limit) {
    List<ProcessHandle> children = handle.descendants().toList();
    boolean asked = handle.destroy();
    if (!asked || !ended(handle, limit)) {
      handle.destroyForcibly();
      var _ = ended(handle, KILL_LIMIT); // until then it keeps its port
    }
    Stream.concat(children.stream(), handle.descendants()).forEach(ProcessHandle::destroyForcibly);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LocalAwsException("deleting " + file + ": " + e, e);
    }
  }

  private static boolean ended(ProcessHandle handle, Duration limit) {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
