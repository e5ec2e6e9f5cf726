package dev.cmek.local.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
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
  /// Newest first would be tempting, but the lock was made with 3.11.
  private static final List<String> PYTHONS =
      List.of("python3.11", "python3", "python3.12", "python3.13");

  /// Prints the folder for packages, and fails where the environment or the version will not do.
  private static final String CHECK =
      "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))";

  private final Path lock;
  private final Path plugin;
  private final Path venv;

  public LocalStackInstall(Checkout checkout) {
    this.lock = checkout.module().resolve("requirements.lock");
    this.plugin = checkout.module().resolve("plugin");
    this.venv = checkout.local().resolve("venv");
  }

  /// Installs unless that is done already, which takes half a minute.
  ///
  /// @param progress hears one line per step and package
  /// @return the environment's Python
  public Path ensure(Consumer<String> progress) {
    Path python = venv.resolve("bin/python");
    Path mark = venv.resolve("installed");
    try {
      String wanted = hash();
      boolean complete =
          Files.isExecutable(python) && Files.exists(mark) && Files.readString(mark).equals(wanted);
      if (!complete) {
        installPackages(progress);
        Files.writeString(mark, wanted);
      }
      addPlugin();
      return python;
    } catch (IOException e) {
      throw new LocalAwsException("installing LocalStack into " + venv + ": " + e, e);
    }
  }

  private void installPackages(Consumer<String> progress) throws IOException {
    String system = findPython();
    progress.accept("Creating " + venv + " with " + system);
    delete(venv);
    run(List.of(system, "-m", "venv", venv.toString()), _ -> {});
    pip(progress, "setuptools==80.9.0", "wheel==0.45.1");
    // without build isolation, which would fetch setuptools again for each source package
    pip(progress, "--no-build-isolation", "-r", lock.toString());
  }

  private void pip(Consumer<String> progress, String... what) {
    List<String> command = new ArrayList<>(List.of(venv.resolve("bin/python").toString()));
    command.addAll(List.of("-m", "pip", "--disable-pip-version-check", "--no-input", "install"));
    // the lock is complete, and what is never imported need not be compiled
    command.addAll(List.of("--no-deps", "--no-compile"));
    command.addAll(List.of(what));
    run(
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
    Path code = Files.createDirectories(packages.resolve("process_lambda"));
    try (Stream<Path> files = Files.list(plugin.resolve("process_lambda"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, code.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path info = Files.createDirectories(packages.resolve("process_lambda-1.dist-info"));
    Files.copy(
        plugin.resolve("entry_points.txt"),
        info.resolve("entry_points.txt"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        info.resolve("METADATA"), "Metadata-Version: 2.1\nName: process-lambda\nVersion: 1\n");
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

  private static void run(List<String> command, Consumer<String> lines) {
    List<String> output = new ArrayList<>();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          output.add(line);
          lines.accept(line);
        }
      }
      if (process.waitFor() != 0) {
        String tail =
            String.join("\n", output.subList(Math.max(0, output.size() - 15), output.size()));
        throw new LocalAwsException(
            String.join(" ", command)
                + " failed; it needs a package index to install from:\n"
                + tail);
      }
    } catch (IOException e) {
      throw new LocalAwsException("running " + String.join(" ", command) + ": " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static LocalAwsException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LocalAwsException("interrupted while installing LocalStack", e);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
