package dev.cmek.local.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that only its owner can read, from its first byte on: it holds keys.
final class PrivateFile {

  private PrivateFile() {}

  /// Writes it, in place of an earlier one.
  ///
  /// @param permissions such as `rw-------`
  static void write(Path file, String permissions, String text) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
