package dev.cmek.gcp.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.verify.gcp.Opinion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The Policy Troubleshooter ("Method: iam.troubleshoot", version 3), which has no small client. It
/// knows folders, the organization and deny policies, as far as its caller may read them.
public final class Troubleshooter {

  /// The API's root URL in production.
  public static final String ROOT = "https://policytroubleshooter.googleapis.com/";

  private final HttpRequestFactory requests;
  private final GenericUrl url;

  /// Asks there.
  ///
  /// @param requests sign what they send
  /// @param root such as [#ROOT]
  public Troubleshooter(HttpRequestFactory requests, String root) {
    this.requests = requests;
    this.url = new GenericUrl(root + (root.endsWith("/") ? "" : "/") + "v3/iam:troubleshoot");
  }

  /// Whether the account has the permission on the key.
  ///
  /// @throws IOException as the REST clients do
  Opinion ask(String email, CryptoKeyName key, String permission) throws IOException {
    String question =
        Payloads.writeString(
            Map.of(
                "accessTuple",
                Map.of(
                    "principal",
                    email,
                    "fullResourceName",
                    "//cloudkms.googleapis.com/" + key,
                    "permission",
                    permission)));
    HttpResponse response =
        requests
            .buildPostRequest(url, ByteArrayContent.fromString("application/json", question))
            .execute();
    try {
      JsonNode answer = Payloads.tree(response.parseAsString().getBytes(StandardCharsets.UTF_8));
      return switch (answer.path("overallAccessState").asText()) {
        case "CAN_ACCESS" -> Opinion.CAN_ACCESS;
        case "CANNOT_ACCESS" -> Opinion.CANNOT_ACCESS;
        default -> Opinion.UNKNOWN;
      };
    } finally {
      response.disconnect();
    }
  }
}
