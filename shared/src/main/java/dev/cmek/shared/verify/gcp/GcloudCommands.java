package dev.cmek.shared.verify.gcp;

import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy.Grant;
import dev.cmek.shared.gcp.Role;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.verify.Shell;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Commands of the Google Cloud CLI, to be pasted as they are.
///
/// Grants are added without a condition, said so in every case: the CLI asks back where others in
/// the policy have one. They are removed under whatever condition they stand.
public final class GcloudCommands {

  private GcloudCommands() {}

  static String chain(List<String> commands) {
    return String.join(" && ", commands.stream().distinct().toList());
  }

  static String letAct(ServiceAccountEmail account, ServiceAccountEmail vendor) {
    return accounts("add-iam-policy-binding", account.toString(), account.project())
        + option("member", vendor.member())
        + option("role", Role.TOKEN_CREATOR)
        + " --condition=None";
  }

  static String letUse(CryptoKeyName key, String email) {
    return key("add-iam-policy-binding", key)
        + option("member", "serviceAccount:" + email)
        + option("role", Role.ENCRYPTER_DECRYPTER)
        + " --condition=None";
  }

  static String remove(ServiceAccountEmail account, Grant grant) {
    return accounts("remove-iam-policy-binding", account.toString(), account.project())
        + grant(grant);
  }

  static String remove(CryptoKeyName key, Grant grant) {
    return key("remove-iam-policy-binding", key) + grant(grant);
  }

  static String removeFromRing(CryptoKeyName key, Grant grant) {
    return "gcloud kms keyrings remove-iam-policy-binding "
        + Shell.quote(key.keyRing())
        + option("location", key.location())
        + option("project", key.project())
        + grant(grant);
  }

  static String removeFromProject(String project, Grant grant) {
    return "gcloud projects remove-iam-policy-binding " + Shell.quote(project) + grant(grant);
  }

  /// @param description absent for none
  static String createAccount(ServiceAccountEmail account, @Nullable String description) {
    return accounts("create", account.id(), account.project())
        + option("display-name", "CockroachDB CMEK")
        + (description == null ? "" : option("description", description));
  }

  public static String undeleteAccount(ServiceAccountEmail account, String uniqueId) {
    return accounts("undelete", uniqueId, account.project());
  }

  public static String enableAccount(ServiceAccountEmail account) {
    return accounts("enable", account.toString(), account.project());
  }

  public static String describeAccount(ServiceAccountEmail account, String description) {
    return accounts("update", account.toString(), account.project())
        + option("description", description);
  }

  public static String enableVersion(CryptoKeyName key, String number) {
    return version("enable", key, number);
  }

  /// A restored version is disabled.
  public static String restoreVersion(CryptoKeyName key, String number) {
    return version("restore", key, number) + " && " + enableVersion(key, number);
  }

  /// A new version that encrypts from now on.
  public static String createPrimary(CryptoKeyName key) {
    return "gcloud kms keys versions create --primary"
        + option("key", key.cryptoKey())
        + place(key);
  }

  /// What there is to know about a version.
  public static String describeVersion(CryptoKeyName key, String number) {
    return version("describe", key, number);
  }

  static String setPrimary(CryptoKeyName key, String number) {
    return key("update", key) + option("primary-version", number);
  }

  static String rotate(CryptoKeyName key, Duration period, Instant next) {
    return key("update", key)
        + option("rotation-period", period.toDays() + "d")
        + option("next-rotation-time", next.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  public static String label(CryptoKeyName key, Map<String, String> labels) {
    return key("update", key)
        + option(
            "update-labels",
            new TreeMap<>(labels)
                .entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .collect(Collectors.joining(",")));
  }

  /// Changes nothing: it names the policy that decides.
  static String troubleshoot(CryptoKeyName key, String email, String permission) {
    return "gcloud policy-intelligence troubleshoot-policy iam "
        + Shell.quote("//cloudkms.googleapis.com/" + key)
        + option("principal-email", email)
        + option("permission", permission);
  }

  private static String grant(Grant grant) {
    return option("member", grant.member()) + option("role", grant.role()) + " --all";
  }

  private static String accounts(String command, String account, String project) {
    return "gcloud iam service-accounts "
        + command
        + " "
        + Shell.quote(account)
        + option("project", project);
  }

  private static String key(String command, CryptoKeyName key) {
    return "gcloud kms keys " + command + " " + Shell.quote(key.cryptoKey()) + place(key);
  }

  private static String version(String command, CryptoKeyName key, String number) {
    return "gcloud kms keys versions "
        + command
        + " "
        + Shell.quote(number)
        + option("key", key.cryptoKey())
        + place(key);
  }

  private static String place(CryptoKeyName key) {
    return option("keyring", key.keyRing())
        + option("location", key.location())
        + option("project", key.project());
  }

  private static String option(String name, String value) {
    return " --" + name + "=" + Shell.quote(value);
  }
}
