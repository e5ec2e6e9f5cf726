import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Makes the deployment package: a zip with `lib/*.jar`. The jars inside are not compressed, the zip
/// is: as one stream a jar shrinks to less than two thirds of what it does class by class, and the
/// JVM need not inflate each class that it loads.
///
/// Run by the build as `java LambdaPackage.java <zip> <jar or folder of jars> …`. The same jars give
/// the same bytes.
final class LambdaPackage {

  /// The first day that a zip can name: what is in it has no date.
  private static final long NO_DATE = 315532800000L;

  private LambdaPackage() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      jars.addAll(jars(Path.of(arguments[i])));
    }
    jars.sort(Comparator.comparing(jar -> jar.getFileName().toString()));
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Path jar : jars) {
        zip.putNextEntry(undated("lib/" + jar.getFileName()));
        zip.write(stored(Files.readAllBytes(jar)));
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
