import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Makes a deployment package: a zip of jars. The jars inside are not compressed, the zip is: as one
/// stream a jar shrinks to less than two thirds of what it does class by class, and the JVM need not
/// inflate each class that it loads.
///
/// Run by the build as `java DeploymentPackage.java <zip> <place>=<jar or folder of jars> …`, where
/// the place is the folder in the zip with its slash, such as `lib/`, or nothing for its root. The
/// same jars give the same bytes.
final class DeploymentPackage {

  /// The first day that a zip can name: what is in it has no date.
  private static final long NO_DATE = 315532800000L;

  private DeploymentPackage() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, Path> jars = new TreeMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] argument = arguments[i].split("=", 2);
      for (Path jar : jars(Path.of(argument[1]))) {
        jars.put(argument[0] + jar.getFileName(), jar);
      }
    }
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Map.Entry<String, Path> jar : jars.entrySet()) {
        zip.putNextEntry(undated(jar.getKey()));
        zip.write(stored(Files.readAllBytes(jar.getValue())));
        zip.closeEntry();
      }
    }
  }

  private static List<Path> jars(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  /// The same jar with nothing in it compressed.
  private static byte[] stored(byte[] jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry copy = undated(entry.getName());
        copy.setSize(content.length);
        copy.setCrc(checksum.getValue());
        out.putNextEntry(copy);
        out.write(content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry undated(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(NO_DATE);
    return entry;
  }
}
