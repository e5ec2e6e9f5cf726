package dev.cmek.local.run.gcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The functions' zip, as it is uploaded, unpacked.
final class FunctionsZip {

  private FunctionsZip() {}

  /// Unpacks it, in place of what was there.
  ///
  /// @return its jars
  static List<Path> unpack(Path zip, Path folder) {
    List<Path> jars = new ArrayList<>();
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(zip + " has an entry outside of itself: " + entry.getName());
        }
        if (!entry.isDirectory()) {
          Files.createDirectories(target.resolveSibling("."));
          long _ = Files.copy(entries, target, StandardCopyOption.REPLACE_EXISTING);
          if (entry.getName().endsWith(".jar")) {
            jars.add(target);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking " + zip, e);
    }
    if (jars.isEmpty()) {
      throw new IllegalStateException(zip + " has no jar");
    }
    return jars;
  }
}
