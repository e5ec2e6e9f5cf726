package dev.cmek.local.gcp.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.rest.Api;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The metadata server of all functions. Whose it is stands in front of the path, so that each
/// function gets the tokens of its own service account: with `GCE_METADATA_HOST` set to
/// `127.0.0.1:<port>/<email>` Google's auth libraries ask
/// `http://127.0.0.1:<port>/<email>/computeMetadata/v1/…`.
///
/// Tokens say who they are of and nothing else, see [Caller]. So the identity token is no JSON web
/// token as the real one is, which a client that looks into it will not accept.
public final class MetadataApi implements Api {

  private static final Pattern PATH =
      Pattern.compile("/([^/@]+@([^/.]+)[^/]*)/?(?:computeMetadata/v1/(.*))?");
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  /// As a real token's, which is asked for anew before it ends.
  private static final int SECONDS = 3599;

  @Override
  public boolean handles(String path) {
    return PATH.matcher(decoded(path)).matches();
  }

  @Override
  public Reply answer(Request request) {
    Matcher path = PATH.matcher(decoded(request.path()));
    if (!path.matches() || !request.method().equals("GET")) {
      return text(404, "not found");
    }
    // without it a page in somebody's browser could fetch tokens
    if (!"Google".equals(request.headers().get("metadata-flavor"))) {
      return text(403, "Missing Metadata-Flavor:Google header.");
    }
    String email = path.group(1);
    String member = "serviceAccount:" + email;
    return switch (path.group(3) == null ? "" : path.group(3)) {
      case "" -> text(200, "computeMetadata/\n");
      case "universe/universe-domain" -> text(200, "googleapis.com");
      case "project/project-id" -> text(200, path.group(2));
      case "instance/service-accounts/" -> accounts(request, email);
      case "instance/service-accounts/default/email" -> text(200, email);
      case "instance/service-accounts/default/scopes" -> text(200, SCOPE + "\n");
      case "instance/service-accounts/default/token" -> token(member);
      case "instance/service-accounts/default/identity" -> identity(request, member);
      default -> text(404, "not known here: " + path.group(3));
    };
  }

  private static Reply token(String member) {
    return json(
        JsonNodeFactory.instance
            .objectNode()
            .put("access_token", Caller.accessToken(member))
            .put("expires_in", SECONDS)
            .put("token_type", "Bearer"));
  }

  private static Reply identity(Request request, String member) {
    String audience = request.query().getOrDefault("audience", "");
    return audience.isEmpty()
        ? text(400, "non-empty audience parameter required")
        : text(200, Caller.idToken(member, audience));
  }

  private static Reply accounts(Request request, String email) {
    if (!"true".equals(request.query().get("recursive"))) {
      return text(200, "default/\n" + email + "/\n");
    }
    ObjectNode accounts = JsonNodeFactory.instance.objectNode();
    for (String name : new String[] {"default", email}) {
      ObjectNode account = accounts.putObject(name).put("email", email);
      account.putArray("aliases").add("default");
      account.putArray("scopes").add(SCOPE);
    }
    return json(accounts);
  }

  private static Reply json(ObjectNode body) {
    return reply(200, "application/json", body.toString());
  }

  private static Reply text(int status, String body) {
    return reply(status, "application/text", body);
  }

  private static Reply reply(int status, String type, String body) {
    return new Reply(
        status, Map.of("Content-Type", type, FLAVOR, "Google"), ByteString.copyFromUtf8(body));
  }

  private static String decoded(String path) {
    return path.replace("%40", "@");
  }
}
