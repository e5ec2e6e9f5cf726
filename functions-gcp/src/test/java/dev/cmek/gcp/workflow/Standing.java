package dev.cmek.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What stands for a cluster that was onboarded.
final class Standing {

  private static final String EVIDENCE = "/storage/v1/b/" + Deployment.PROJECT + "-evidence/o";

  private Standing() {}

  /// What is not exactly as it must be after an onboarding: objects, grants, and what is kept and
  /// told of it.
  ///
  /// @param locations of its keys
  static List<String> faults(Deployment deployment, String cluster, String... locations) {
    List<String> faults = new ArrayList<>();
    String account = Deployment.account(cluster);
    String accountName = "/v1/projects/" + Deployment.PROJECT + "/serviceAccounts/" + account;
    JsonNode found = deployment.owner("GET", accountName, "");
    expect(
        faults,
        "the account",
        "cmek-functions cluster=" + cluster,
        found.path("description").asText());
    expect(
        faults,
        "who may mint tokens",
        grant(
            "roles/iam.serviceAccountTokenCreator",
            "serviceAccount:crl-kms-user-"
                + cluster.substring(24)
                + "@crl-prod-abc.iam.gserviceaccount.com"),
        grants(deployment.owner("POST", accountName + ":getIamPolicy", "{}")));
    for (String location : locations) {
      String ring = "/v1/" + Deployment.ring(cluster, location);
      String key = "/v1/" + Deployment.key(cluster, location);
      expect(
          faults,
          "keys in " + location,
          1,
          deployment.owner("GET", ring + "/cryptoKeys", "").path("cryptoKeys").size());
      expect(
          faults,
          "versions in " + location,
          1,
          deployment.owner("GET", key + "/cryptoKeyVersions", "").path("cryptoKeyVersions").size());
      expect(
          faults,
          "who may use the key in " + location,
          grant(Deployment.KEY_ROLE, "serviceAccount:" + account),
          grants(deployment.owner("GET", key + ":getIamPolicy", "")));
    }
    expect(faults, "enablings", 1L, enablings(deployment, cluster));
    expect(
        faults,
        "the lease",
        true,
        deployment.state("clusters/" + cluster + "/lease.json").path("released").asBoolean());
    expect(
        faults,
        "what was told",
        List.of("dev.cmek.onboarding.completed.v1"),
        deployment.announced(cluster).stream()
            .map(event -> event.path("type").asText())
            .distinct()
            .toList());
    expect(faults, "evidence of runs", 1, evidence(deployment, cluster));
    return faults;
  }

  /// How often the Cloud API was made to enable it.
  static long enablings(Deployment deployment, String cluster) {
    return deployment.cloudApi.requests().stream()
        .filter(request -> request.path().endsWith(cluster + "/cmek"))
        .filter(request -> !request.method().equals("GET"))
        .filter(request -> Integer.valueOf(200).equals(request.status()))
        .count();
  }

  private static int evidence(Deployment deployment, String cluster) {
    return deployment
        .owner("GET", EVIDENCE + "?prefix=clusters/" + cluster + "/runs/", "")
        .path("items")
        .size();
  }

  /// What is kept of an event's run; nothing if there is none.
  static JsonNode evidenceOf(Deployment deployment, String cluster, String eventId) {
    for (JsonNode item :
        deployment
            .owner("GET", EVIDENCE + "?prefix=clusters/" + cluster + "/runs/", "")
            .path("items")) {
      JsonNode kept =
          deployment.owner(
              "GET",
              EVIDENCE
                  + "/"
                  + URLEncoder.encode(item.path("name").asText(), StandardCharsets.UTF_8)
                  + "?alt=media",
              "");
      if (kept.path("eventId").asText().equals(eventId)) {
        return kept;
      }
    }
    return MissingNode.getInstance();
  }

  private static String grant(String role, String member) {
    return role + " " + List.of(member);
  }

  private static String grants(JsonNode policy) {
    List<String> grants = new ArrayList<>();
    policy
        .path("bindings")
        .forEach(binding -> {
          List<String> members = new ArrayList<>();
          binding.path("members").forEach(member -> members.add(member.asText()));
          grants.add(binding.path("role").asText() + " " + members);
        });
    return String.join("; ", grants);
  }

  private static void expect(List<String> faults, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      faults.add(what + ": " + found + " in place of " + wanted);
    }
  }
}
