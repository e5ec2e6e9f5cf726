package dev.cmek.gcp.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `infra/gcp`, read as text.
///
/// @param files by name, such as `main.tf`: the module's own
/// @param examples by folder, such as `complete`
record TerraformModule(Map<String, Block> files, Map<String, Block> examples) {

  static final Path FOLDER = Path.of("..", "infra", "gcp");

  static TerraformModule read() {
    Map<String, Block> files = new TreeMap<>();
    terraform(FOLDER).forEach(file -> files.put(file.getFileName().toString(), block(file)));
    Map<String, Block> examples = new TreeMap<>();
    for (Path folder : list(FOLDER.resolve("examples"))) {
      terraform(folder).forEach(file -> examples.put(folder.getFileName().toString(), block(file)));
    }
    return new TerraformModule(files, examples);
  }

  /// Every top block of the module, of one type.
  List<Block> all(String type) {
    return files.values().stream().flatMap(file -> file.blocks(type).stream()).toList();
  }

  /// A file of the module, such as `main.tf`.
  Block file(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  /// How an example uses the module.
  ///
  /// @param name its folder's
  Block example(String name) {
    return Objects.requireNonNull(examples.get(name), name).blocks("module").getFirst();
  }

  /// What a local value is set to.
  String local(String name) {
    return all("locals").stream()
        .map(locals -> locals.attributes().get(name))
        .filter(expression -> expression != null)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("infra/gcp has no local value " + name));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Block block(Path file) {
    return TerraformReader.read(FOLDER.relativize(file).toString(), text(file));
  }

  private static List<Path> terraform(Path folder) {
    return list(folder).stream().filter(file -> file.toString().endsWith(".tf")).toList();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
