package dev.cmek.shared.callback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server's key and certificate, made by the JDK's keytool: its own authority.
final class Certificates {

  private static final String PASSWORD = "changeit";

  private final SSLContext server;
  private final String pem;

  private Certificates(SSLContext server, String pem) {
    this.server = server;
    this.pem = pem;
  }

  /// Makes one in a folder of its own.
  ///
  /// @param name what it is for, such as `dns:localhost` or `ip:127.0.0.1`
  static Certificates of(Path folder, String name) {
    Path store = folder.resolve("store.p12");
    Path pem = folder.resolve("certificate.pem");
    keytool(
        store,
        "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=test -validity 2 -ext bc:c -ext",
        "san=" + name);
    keytool(store, "-exportcert -rfc -file", pem.toString());
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new Certificates(context, Files.readString(pem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a server shows itself with.
  SSLContext server() {
    return server;
  }

  /// What its clients trust.
  String pem() {
    return pem;
  }

  private static void keytool(Path store, String arguments, String last) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments.split(" ", -1)));
    command.addAll(List.of(last, "-alias", "server", "-storetype", "PKCS12", "-keystore"));
    command.addAll(List.of(store.toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
