package dev.cmek.gcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.json.Payloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Allow policies as Google's clients have them: each client has classes of its own, for the same
/// JSON.
public final class AllowPolicies {

  private static final JsonFactory JSON = GsonFactory.getDefaultInstance();

  private AllowPolicies() {}

  /// A policy that a client read.
  public static IamPolicy of(GenericJson policy) {
    JsonNode read;
    try {
      read = Payloads.tree(JSON.toByteArray(policy));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    List<Binding> bindings = new ArrayList<>();
    for (JsonNode binding : read.path("bindings")) {
      bindings.add(binding(binding));
    }
    return new IamPolicy(read.path("version").asInt(1), read.path("etag").asText(), bindings);
  }

  /// A policy for a client to write, with conditions whether or not it has any.
  ///
  /// @param type the client's class for policies
  /// @throws IllegalArgumentException if it has no etag: it would replace whatever is there
  public static <P extends GenericJson> P write(IamPolicy policy, Class<P> type) {
    if (policy.etag().isEmpty()) {
      throw new IllegalArgumentException("a policy without etag is not to be written");
    }
    IamPolicy written = new IamPolicy(IamPolicy.VERSION, policy.etag(), policy.bindings());
    try {
      return JSON.fromString(Payloads.writeString(written), type);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Binding binding(JsonNode binding) {
    List<String> members = new ArrayList<>();
    binding.path("members").forEach(member -> members.add(member.asText()));
    JsonNode condition = binding.path("condition");
    return new Binding(
        binding.path("role").asText(),
        members,
        condition.isMissingNode()
            ? null
            : new Condition(
                condition.path("title").asText(),
                condition.path("description").asText(),
                condition.path("expression").asText()));
  }
}
