package dev.cmek.local.aws;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs the tests' functions as a deployment package: `lib/*.jar`, with the SDK.
final class FunctionPackage {
  private FunctionPackage() {}

  static void write(Path zip) throws IOException, URISyntaxException {
    Path jar = zip.resolveSibling("functions.jar");
    Path classes =
        Path.of(FunctionPackage.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path type : classesOf(classes)) {
        add(out, classes.relativize(type).toString(), type);
      }
    }
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setLevel(1);
      add(out, "lib/functions.jar", jar);
      for (Path library : libraries()) {
        add(out, "lib/" + library.getFileName(), library);
      }
    }
  }

  private static List<Path> classesOf(Path classes) throws IOException {
    Path functions = classes.resolve("dev/cmek/local/aws/functions");
    try (Stream<Path> files = Files.list(functions)) {
      return files.sorted().toList();
    }
  }

  private static List<Path> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> entry.toString().endsWith(".jar"))
        .filter(entry ->
            !entry
                .toString()
                .matches(
                    ".*(junit|assertj|byte-buddy|surefire|failsafe|opentest|cloudformation|lambda-2|s3-2|sfn).*"))
        .toList();
  }

  private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // same content, same package
    zip.putNextEntry(entry);
    Files.copy(file, zip);
    zip.closeEntry();
  }
}
