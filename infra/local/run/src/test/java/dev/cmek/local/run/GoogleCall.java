package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/// Something that somebody wanted to do on Google Cloud.
///
/// @param caller a function's name, such as `cmek-ensure-key`, or whoever else it was
record GoogleCall(String caller, String permission, String resource, boolean allowed) {

  private static final Pattern ACCOUNT = Pattern.compile("serviceAccount:(.*)@.*");
  private static final Pattern WRITE =
      Pattern.compile("(cloudkms|iam)\\..*\\.(create|update|setIamPolicy|delete|\\w*able)");

  static GoogleCall of(JsonNode call) {
    return new GoogleCall(
        ACCOUNT.matcher(call.path("caller").asText()).replaceFirst("$1"),
        call.path("permission").asText(),
        call.path("resource").asText(),
        call.path("allowed").asBoolean());
  }

  /// Whether one of our functions would change a key, an account, or who may use them.
  boolean isWrite() {
    return caller.startsWith("cmek-") && WRITE.matcher(permission).matches();
  }
}
