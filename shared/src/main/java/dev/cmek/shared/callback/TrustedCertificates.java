package dev.cmek.shared.callback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates a callback's server may show: those of the public authorities that Java
/// trusts, and of the customer's own.
public final class TrustedCertificates {

  /// Line breaks get lost easily on the way into a setting, or arrive as `\n` in two characters.
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN CERTIFICATE-----(?<base64>(?:[A-Za-z0-9+/=\\s]|\\\\n)+)"
              + "-----END CERTIFICATE-----");

  private TrustedCertificates() {}

  /// What TLS connections are made with.
  ///
  /// @param ownAuthorities certificates in PEM form, one behind the other; empty: none
  /// @throws IllegalArgumentException if there is something else in it
  public static SSLContext context(String ownAuthorities) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      List<Certificate> all = new ArrayList<>(read(ownAuthorities));
      all.addAll(Arrays.asList(manager(null).getAcceptedIssuers()));
      for (Certificate certificate : all) {
        trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {manager(trusted)}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Java's own trust store can't be read", e);
    }
  }

  private static List<Certificate> read(String pem) {
    List<Certificate> certificates = new ArrayList<>();
    Matcher matcher = PEM.matcher(pem);
    while (matcher.find()) {
      certificates.add(certificate(matcher.group("base64").replaceAll("\\s|\\\\n", "")));
    }
    if (certificates.isEmpty() && !pem.isBlank()) {
      throw new IllegalArgumentException(
          "no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }

  private static Certificate certificate(String base64) {
    try {
      byte[] der = Base64.getDecoder().decode(base64);
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate can't be read: " + e.getMessage(), e);
    }
  }

  /// @param trusted null: Java's own trust store
  private static X509TrustManager manager(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }
}
