package dev.cmek.local.run.desk;

import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for 127.0.0.1 that is its own authority, made by the JDK's `keytool` for one run:
/// what a company's private authority is to its ticket system.
///
/// @param pem what others must trust
record DeskCertificate(SSLContext context, String pem) {

  private static final String ALIAS = "desk";
  private static final String PASSWORD_VARIABLE = "DESK_STORE_PASSWORD";
  private static final int PASSWORD_BYTES = 16;

  /// @param home gets the key store, of no use without the password, which is forgotten
  static DeskCertificate make(Path home) {
    Path store = home.resolve("ticket-desk.p12");
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      Files.deleteIfExists(store);
      keytool(store, password);
      return read(store, password.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new LocalAwsException("making a certificate in " + store + ": " + e, e);
    }
  }

  private static void keytool(Path store, String password) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=ticket desk of a local run",
                    "-ext",
                    "SAN=IP:127.0.0.1,DNS:localhost",
                    "-ext",
                    "bc:c=ca:true",
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass:env",
                    PASSWORD_VARIABLE))
            .redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new LocalAwsException("keytool: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while making a certificate", e);
    }
  }

  private static DeskCertificate read(Path store, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate(ALIAS).getEncoded());
    return new DeskCertificate(
        context, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }
}
