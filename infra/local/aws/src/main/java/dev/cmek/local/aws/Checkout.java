package dev.cmek.local.aws;

import java.nio.file.Files;
import java.nio.file.Path;

/// The checked-out repository that a local run works in.
public record Checkout(Path root) {

  /// The repository around the working directory.
  public static Checkout current() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("infra/local/aws/requirements.lock"))) {
        return new Checkout(folder);
      }
    }
    throw new LocalAwsException(
        "Run this inside a checkout of the repository: no infra/local/aws above "
            + Path.of("").toAbsolutePath());
  }

  /// Holds whatever exists for this machine only, `.local`; safe to delete while nothing runs.
  public Path local() {
    return root.resolve(".local");
  }

  Path module() {
    return root.resolve("infra/local/aws");
  }
}
