package dev.cmek.local.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// LocalStack in a virtual environment of its own, `.local/venv`, with the Lambda executor plugin.
///
/// The versions of all packages are those of `requirements.lock`. A file with the lock's hash is
/// written last: an environment without it, or with another hash, is thrown away. The plugin's few
/// files are laid in each time.
public final class LocalStackInstall {
  /// The lock was made with 3.11; the later ones were tried with it.
  private static final List<String> PYTHONS =
      List.of("python3.11", "python3.12", "python3.13", "python3");

  /// Fails where the version will not do, or where no environment can be made.
  private static final String CHECK =
      "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))";

  private static final int TAIL_LINES = 15;

  private final Path lock;
  private final Path plugin;
  private final Path venv;

  public LocalStackInstall(Checkout checkout) {
    this.lock = checkout.module().resolve("requirements.lock");
    this.plugin = checkout.module().resolve("plugin");
    this.venv = checkout.local().resolve("venv");
  }

  /// Whether [#ensure] has nothing to install.
  public boolean isComplete() {
    try {
      Path mark = venv.resolve("installed");
      return Files.isExecutable(venv.resolve("bin/python"))
          && Files.exists(mark)
          && Files.readString(mark).equals(hash());
    } catch (IOException e) {
      throw new LocalAwsException("looking for LocalStack in " + venv + ": " + e, e);
    }
  }

  /// Installs unless that is done already, which takes half a minute.
  ///
  /// @param progress hears one line per step and package
  /// @return the environment's Python
  public Path ensure(Consumer<String> progress) {
    try {
      if (!isComplete()) {
        installPackages(progress);
        Files.writeString(venv.resolve("installed"), hash());
      }
      addPlugin();
      return venv.resolve("bin/python");
    } catch (IOException e) {
      throw new LocalAwsException("installing LocalStack into " + venv + ": " + e, e);
    }
  }

  private void installPackages(Consumer<String> progress) throws IOException {
    String system = findPython();
    progress.accept("Creating " + venv + " with " + system);
    Folders.delete(venv);
    run("creating a virtual environment", List.of(system, "-m", "venv", venv.toString()), _ -> {});
    // with these there, and without isolation, they are not fetched again for each source package
    pip(progress, "setuptools", "wheel", "--constraint", lock.toString());
    pip(progress, "--no-build-isolation", "--requirement", lock.toString());
  }

  private void pip(Consumer<String> progress, String... what) {
    List<String> command = new ArrayList<>(List.of(venv.resolve("bin/python").toString()));
    command.addAll(List.of("-m", "pip", "--disable-pip-version-check", "--no-input", "install"));
    // the lock is complete, and what is never imported need not be compiled
    command.addAll(List.of("--no-deps", "--no-compile"));
    command.addAll(List.of(what));
    run(
        "installing LocalStack's packages with pip",
        command,
        line -> {
          if (line.startsWith("Collecting ")) {
            progress.accept("Installing " + line.substring("Collecting ".length()));
          }
        });
  }

  /// Laid beside the other packages: a build of it would need more than a new environment has.
  private void addPlugin() throws IOException {
    Path packages;
    try (Stream<Path> found =
        Files.find(venv.resolve("lib"), 2, (p, _) -> p.endsWith("site-packages"))) {
      packages = found.findFirst().orElseThrow();
    }
    Path code = emptied(packages.resolve("process_lambda"));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(plugin.resolve("process_lambda"), "*.py")) {
      for (Path file : files) {
        Files.copy(file, code.resolve(file.getFileName()));
      }
    }
    Path info = emptied(packages.resolve("process_lambda-1.dist-info"));
    Files.copy(plugin.resolve("entry_points.txt"), info.resolve("entry_points.txt"));
    Files.writeString(
        info.resolve("METADATA"), "Metadata-Version: 2.1\nName: process-lambda\nVersion: 1\n");
  }

  /// A new folder also gives the one around it a new time, by which plugins are looked for again.
  private static Path emptied(Path folder) throws IOException {
    Folders.delete(folder);
    return Files.createDirectory(folder);
  }

  private String hash() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(lock));
      digest.update(venv.toString().getBytes(StandardCharsets.UTF_8)); // its scripts name it
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String findPython() {
    return PYTHONS.stream()
        .filter(LocalStackInstall::works)
        .findFirst()
        .orElseThrow(() ->
            new LocalAwsException(
                "No Python 3.11 to 3.13 with venv found on the PATH (looked for "
                    + String.join(", ", PYTHONS)
                    + "): install one, on Debian and Ubuntu also its python3-venv package."));
  }

  /// A name on the PATH is not enough: version managers leave names that only print an error.
  private static boolean works(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", CHECK)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false; // no such command
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void run(String doing, List<String> command, Consumer<String> lines) {
    List<String> output = new ArrayList<>();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          output.add(line);
          lines.accept(line);
        }
      }
      if (process.waitFor() != 0) {
        List<String> tail = output.subList(Math.max(0, output.size() - TAIL_LINES), output.size());
        throw new LocalAwsException(
            doing
                + " failed; it is tried again from the start next time.\n"
                + String.join(" ", command)
                + "\n"
                + String.join("\n", tail));
      }
    } catch (IOException e) {
      throw new LocalAwsException(doing + ": " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static LocalAwsException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LocalAwsException("interrupted while installing LocalStack", e);
  }
}
