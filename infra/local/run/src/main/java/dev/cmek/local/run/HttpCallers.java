package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Who may call the HTTP door, made up for one run: a ticket system that signs, and one that can
/// only send a token.
record HttpCallers(String keyId, String secret, String bearerKeyId, String token) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 3;

  static HttpCallers random() {
    return new HttpCallers(
        "ticket-desk-" + hex(ID_BYTES),
        hex(SECRET_BYTES),
        "simple-desk-" + hex(ID_BYTES),
        hex(SECRET_BYTES));
  }

  /// What nobody can guess.
  static String randomSecret() {
    return hex(SECRET_BYTES);
  }

  /// What a person puts into the deployment's secret of callers.
  String json() {
    ObjectNode all = MAPPER.createObjectNode();
    var callers = all.putArray("callers");
    ObjectNode signing = callers.addObject().put("keyId", keyId);
    var _ = signing.putArray("secrets").add(secret);
    var _ =
        signing.set(
            "routes", routes("ONBOARD", "READ_RUN", "READ_CLUSTER", "VERIFY", "READ_COVERAGE"));
    ObjectNode simple = callers.addObject().put("keyId", bearerKeyId);
    ObjectNode bearer = simple.putObject("bearer").put("sha256", sha256(token));
    var _ = bearer.putArray("addresses").add("127.0.0.1/32");
    var _ = simple.set("routes", routes("ONBOARD", "READ_RUN", "VERIFY"));
    return all.toString();
  }

  private static JsonNode routes(String... names) {
    return MAPPER.valueToTree(names);
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
