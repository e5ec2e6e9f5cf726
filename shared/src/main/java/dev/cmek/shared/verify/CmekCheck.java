package dev.cmek.shared.verify;

import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.Cmek.KeyStatus;
import dev.cmek.shared.cluster.Cmek.RegionStatus;
import dev.cmek.shared.cluster.CmekStatus;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every region is enabled with the intended key, used as the intended principal: a status alone
/// does not say which key is on.
public final class CmekCheck implements Check<CmekFacts> {

  @Override
  public List<Finding> check(CmekFacts facts) {
    Subject subject = facts.subject();
    return switch (facts.cmek()) {
      case Read<Cmek>(Cmek cmek) -> regions(subject, cmek);
      case Absent<Cmek> _ -> regions(subject, Cmek.NEVER_ENABLED);
      case Denied<Cmek>(String action) ->
          List.of(
              new Finding(
                  FindingCode.FACT_DENIED,
                  cluster(subject),
                  "the Cloud API refuses " + action,
                  "Give the operator's service account the role CLUSTER_OPERATOR_WRITER on "
                      + cluster(subject)
                      + ": an organization admin can"));
      case Unreachable<Cmek>(String cause) ->
          List.of(
              new Finding(
                  FindingCode.FACT_UNREACHABLE,
                  cluster(subject),
                  "the Cloud API does not say what CMEK looks like: " + cause,
                  "Nothing, unless it lasts: then look at the Cloud API's status page"));
    };
  }

  private static List<Finding> regions(Subject subject, Cmek cmek) {
    List<Finding> findings = new ArrayList<>();
    for (RegionKey wanted : subject.keys()) {
      region(subject, wanted, cmek.region(wanted.region())).ifPresent(findings::add);
    }
    for (RegionStatus region : cmek.regions()) {
      if (subject.keys().stream().noneMatch(k -> k.region().equals(region.region()))) {
        findings.add(
            new Finding(
                FindingCode.CMEK_REGION_NOT_INTENDED,
                place(subject, region.region()),
                region.region() + " is " + region.status() + ", but nobody intended a key for it",
                "Send the onboarding event of the cluster again: it plans for all of its regions"));
      }
    }
    return findings;
  }

  private static Optional<Finding> region(
      Subject subject, RegionKey wanted, Optional<RegionStatus> found) {
    String place = place(subject, wanted.region());
    if (found.isEmpty()) {
      return finding(
          FindingCode.CMEK_NOT_ENABLED,
          place,
          "the Cloud API names no key of " + wanted.region(),
          "Send the onboarding event of the cluster again: it enables what is not enabled");
    }
    RegionStatus region = found.get();
    CmekStatus status = region.status();
    if (status.isFailed()) {
      return finding(
          FindingCode.CMEK_FAILED,
          place,
          wanted.region() + " is " + status + vendorSays(region),
          "Mend what the vendor names, then send the onboarding event of the cluster again");
    }
    if (status.equals(CmekStatus.REVOKED)) {
      return finding(
          FindingCode.CMEK_REVOKED,
          place,
          wanted.region() + " is " + status + vendorSays(region),
          "If it was no decision of yours: give access back first, then ask the vendor's support,"
              + " naming cluster and organization; nobody else can bring the cluster back");
    }
    if (status.equals(CmekStatus.DISABLED)) {
      return finding(
          FindingCode.CMEK_NOT_ENABLED,
          place,
          wanted.region() + " is " + status + vendorSays(region),
          "Send the onboarding event of the cluster again: it enables what is not enabled");
    }
    if (status.isWorking()) {
      return finding(
          FindingCode.CMEK_IN_PROGRESS,
          place,
          wanted.region() + " is " + status,
          "Nothing: the vendor is at it");
    }
    return enabledKey(subject, wanted, region);
  }

  private static Optional<Finding> enabledKey(
      Subject subject, RegionKey wanted, RegionStatus region) {
    String place = place(subject, wanted.region());
    List<RegionKey> on =
        region.keys().stream().filter(k -> k.status().isEnabled()).map(KeyStatus::key).toList();
    if (on.isEmpty()) {
      return finding(
          FindingCode.CMEK_NOT_ENABLED,
          place,
          wanted.region() + " is enabled, but none of its keys is" + vendorSays(region),
          "Ask the vendor's support which key protects the region");
    }
    RegionKey actual = on.getFirst();
    if (!on.stream().allMatch(k -> k.uri().equals(wanted.uri()))) {
      return finding(
          FindingCode.CMEK_OTHER_KEY,
          place,
          wanted.region() + " is protected by " + uris(on) + " instead of " + wanted.uri(),
          "Find out who told the Cloud API so. If it was a mistake: "
              + CloudApiCommand.put(subject.cluster(), wanted));
    }
    if (!actual.principal().equals(wanted.principal())) {
      return finding(
          FindingCode.CMEK_OTHER_PRINCIPAL,
          place,
          wanted.region()
              + " uses its key as "
              + actual.principal()
              + " instead of "
              + wanted.principal(),
          "Find out who told the Cloud API so. If it was a mistake: "
              + CloudApiCommand.put(subject.cluster(), wanted));
    }
    return Optional.empty();
  }

  private static String uris(List<RegionKey> keys) {
    return String.join(" and ", keys.stream().map(RegionKey::uri).toList());
  }

  private static String vendorSays(RegionStatus region) {
    List<String> said =
        region.keys().stream().map(KeyStatus::userMessage).filter(m -> !m.isEmpty()).toList();
    return said.isEmpty() ? "" : "; the vendor says: " + String.join(" / ", said);
  }

  private static String cluster(Subject subject) {
    return "cluster " + subject.cluster();
  }

  private static String place(Subject subject, String region) {
    return cluster(subject) + " in " + region;
  }

  private static Optional<Finding> finding(
      FindingCode code, String object, String message, String remedy) {
    return Optional.of(new Finding(code, object, message, remedy));
  }
}
