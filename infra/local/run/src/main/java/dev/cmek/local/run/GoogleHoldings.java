package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cmek.local.run.CloudApi.Cmek;
import dev.cmek.local.run.CloudApi.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A cluster's service account and keys in Google Cloud, with who may use them.
///
/// @param keys by region, as KMS describes them; an empty object where the Cloud API names none
/// @param grants the keys' policies by region
/// @param accounts emails that the Cloud API names
/// @param account as IAM describes it
/// @param trust the account's policy: who may get tokens for it
record GoogleHoldings(
    SampleCluster cluster,
    Cmek cmek,
    String project,
    Map<String, JsonNode> keys,
    Map<String, JsonNode> grants,
    Set<String> accounts,
    JsonNode account,
    JsonNode trust)
    implements CustomerCloud.Holdings {

  static final String ENCRYPTER_DECRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

  private static final String TOKEN_CREATOR = "roles/iam.serviceAccountTokenCreator";
  private static final Duration ROTATION = Duration.ofDays(365);
  private static final String DESTROY_DELAY = Duration.ofDays(120).toSeconds() + "s";
  private static final int ID_PART = 12;

  GoogleHoldings {
    keys = Map.copyOf(keys);
    grants = Map.copyOf(grants);
    accounts = Set.copyOf(accounts);
  }

  static GoogleHoldings gather(
      SampleCluster cluster, Cmek cmek, String project, GoogleRest google) {
    Map<String, JsonNode> keys = new HashMap<>();
    Map<String, JsonNode> grants = new HashMap<>();
    Set<String> accounts = new HashSet<>();
    for (Region region : cmek.regions()) {
      for (CloudApi.Key key : region.keys()) {
        keys.put(region.name(), google.get("/v1/" + key.uri()));
        grants.put(region.name(), google.get("/v1/" + key.uri() + ":getIamPolicy"));
        accounts.add(key.principal());
      }
    }
    String account = "/v1/projects/" + project + "/serviceAccounts/" + email(cluster, project);
    Optional<JsonNode> found = google.find(account);
    JsonNode nothing = JsonNodeFactory.instance.objectNode();
    return new GoogleHoldings(
        cluster,
        cmek,
        project,
        keys,
        grants,
        accounts,
        found.orElse(nothing),
        found.isPresent() ? google.post(account + ":getIamPolicy", nothing) : nothing);
  }

  /// The service account's email.
  static String email(SampleCluster cluster, String project) {
    return "cmek-%s-%s@%s.iam.gserviceaccount.com"
        .formatted(cluster.id().substring(0, 8), lastPart(cluster), project);
  }

  /// A key's name.
  static String key(SampleCluster cluster, String project, String location) {
    return "projects/%s/locations/%s/keyRings/%s/cryptoKeys/cmek"
        .formatted(project, location, cluster.objectName());
  }

  @Override
  public int rotationDays(String region) {
    String seconds = keys.getOrDefault(region, account).path("rotationPeriod").asText();
    return seconds.isEmpty() ? 0 : (int) Duration.parse("PT" + seconds).toDays();
  }

  @Override
  public String principalTitle() {
    return "account";
  }

  @Override
  public String principal() {
    return accounts.size() == 1 ? accounts.iterator().next() : "none";
  }

  @Override
  public void expect(Proof proof) {
    String email = email(cluster, project);
    proof.expect(accounts.equals(Set.of(email)), "all regions use the account", accounts);
    proof.expect(
        account.path("description").asText().equals("cmek-functions cluster=" + cluster.id())
            && !account.path("disabled").asBoolean(),
        "the account is this cluster's, and enabled",
        account);
    String vendor =
        "serviceAccount:crl-kms-user-%s@%s.iam.gserviceaccount.com"
            .formatted(lastPart(cluster), cluster.half().vendorAccount());
    proof.expect(
        isExactly(trust, TOKEN_CREATOR, vendor),
        "only the vendor's account of this cluster may get tokens",
        trust);
    for (Region region : cmek.regions()) {
      JsonNode key = keys.get(region.name());
      if (key == null) {
        proof.expect(false, region.name() + " has a key", region);
      } else {
        expectKey(proof, region, key, grants.getOrDefault(region.name(), account), email);
      }
    }
  }

  private void expectKey(Proof proof, Region region, JsonNode key, JsonNode grant, String email) {
    String place = cluster.keyRegion().isEmpty() ? region.name() : cluster.keyRegion();
    JsonNode template = key.path("versionTemplate");
    proof.expect(
        region.status().equals("ENABLED")
            && region.keys().size() == 1
            && key.path("name").asText().equals(key(cluster, project, place))
            && key.at("/primary/state").asText().equals("ENABLED"),
        region.name() + " uses the enabled key in " + place,
        region + " " + key);
    proof.expect(
        key.path("purpose").asText().equals("ENCRYPT_DECRYPT")
            && template.path("algorithm").asText().equals("GOOGLE_SYMMETRIC_ENCRYPTION")
            && template.path("protectionLevel").asText().equals("SOFTWARE"),
        "the key of " + region.name() + " is symmetric, in software",
        key);
    proof.expect(
        key.path("rotationPeriod").asText().equals(ROTATION.toSeconds() + "s")
            && isWithin(ROTATION, key.path("nextRotationTime").asText())
            && key.path("destroyScheduledDuration").asText().equals(DESTROY_DELAY),
        "the key of " + region.name() + " is rotated each year, and destroyed 120 days late",
        key);
    JsonNode labels = key.path("labels");
    proof.expect(
        labels.size() == 3
            && labels.path("cmek-managed-by").asText().equals("cmek-functions")
            && labels.path("cmek-cluster").asText().equals(cluster.id())
            && labels.path("team").asText().equals(cluster.team()),
        "the key of " + region.name() + " has the request's labels and ours",
        labels);
    proof.expect(
        isExactly(grant, ENCRYPTER_DECRYPTER, "serviceAccount:" + email),
        "only the account may encrypt and decrypt with the key of " + region.name(),
        grant);
  }

  /// Whether a policy has one binding: this role for this member, without a condition.
  private static boolean isExactly(JsonNode policy, String role, String member) {
    JsonNode binding = policy.at("/bindings/0");
    return policy.path("bindings").size() == 1
        && binding.path("role").asText().equals(role)
        && binding.path("members").size() == 1
        && binding.at("/members/0").asText().equals(member)
        && !binding.has("condition");
  }

  private static boolean isWithin(Duration period, String time) {
    if (time.isEmpty()) {
      return false;
    }
    Instant next = Instant.parse(time);
    Instant now = Instant.now();
    return next.isAfter(now) && !next.isAfter(now.plus(period));
  }

  private static String lastPart(SampleCluster cluster) {
    return cluster.id().substring(cluster.id().length() - ID_PART);
  }
}
