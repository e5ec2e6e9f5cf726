package dev.cmek.local.run;

import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Lets one command at a time work in a folder of `.local`. The operating system gives it free when
/// the process ends, however it ends.
final class HomeLock implements AutoCloseable {

  private final FileLock lock;

  private HomeLock(FileLock lock) {
    this.lock = lock;
  }

  /// Empty if another command works there.
  static Optional<HomeLock> take(Path home) {
    try {
      Files.createDirectories(home);
      FileChannel channel =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new HomeLock(lock));
    } catch (IOException e) {
      throw new LocalAwsException("locking " + home + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new LocalAwsException("unlocking: " + e, e);
    }
  }
}
