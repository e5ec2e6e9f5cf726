package dev.cmek.shared.cluster;

import dev.cmek.shared.plan.Naming;
import dev.cmek.shared.plan.Plan;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.Acknowledgement;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.state.Intent;
import dev.cmek.shared.state.Intent.Choices;
import dev.cmek.shared.state.Intent.Pins;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.Outcome;
import dev.cmek.shared.step.Outcome.Done;
import dev.cmek.shared.step.Outcome.NotYet;
import dev.cmek.shared.step.Outcome.Refused;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.Step;
import dev.cmek.shared.step.StepInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Looks the cluster up and makes sure that it may have CMEK here and that the request fits what is
/// intended for it; pins the vendor's account and the external id; makes the plan.
public final class FetchCluster implements Step<FetchCluster.Input, Target> {

  /// What it reads of the workflow's object.
  public record Input(Run run, OnboardingRequest request) implements StepInput {}

  /// Older clusters may have managed backups that somebody counts on.
  private static final Duration YOUNG = Duration.ofDays(7);

  private final ClusterApi api;
  private final Intents intents;
  private final CloudProvider cloud;
  private final Naming naming;
  private final InstantSource clock;

  /// Looks clusters up with an API key that may read them and the organization.
  ///
  /// @param cloud the one that this deployment is for
  public FetchCluster(
      ClusterApi api, Intents intents, CloudProvider cloud, Naming naming, InstantSource clock) {
    this.api = api;
    this.intents = intents;
    this.cloud = cloud;
    this.naming = naming;
    this.clock = clock;
  }

  @Override
  public Outcome<Target> run(Input input, Changes changes) {
    OnboardingRequest request = input.request();
    Optional<Cluster> found = api.find(request.clusterId());
    if (found.isEmpty()) {
      return new Refused<>(
          Reason.CLUSTER_NOT_FOUND,
          "the Cloud API knows no cluster " + request.clusterId(),
          "Check the id (the whole UUID) and that the reader's service account may see the cluster");
    }
    Cluster cluster = found.get();
    Optional<Outcome<Target>> unfit = unfit(cluster);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    Optional<Intent> intent = intents.find(cluster.id());
    Choices choices = choices(request, intent, cluster);
    String keyRegion = choices.keyRegion() == null ? cluster.primaryRegion() : choices.keyRegion();
    Optional<Plan> plan = Plan.of(cluster, cloud, choices.keyStrategy(), keyRegion, naming);
    if (plan.isEmpty()) {
      return new Refused<>(
          Reason.REGION_NOT_IN_CLUSTER,
          "keyRegion "
              + keyRegion
              + (request.keyRegion() == null ? ", which an earlier run chose," : "")
              + " is no place for a "
              + choices.keyStrategy()
              + " of cluster "
              + cluster.id(),
          "Name one of "
              + Plan.keyRegions(cluster, cloud, choices.keyStrategy())
              + (intent.isPresent()
                  ? ""
                  : ", or leave it out for "
                      + Plan.defaultKeyRegion(cluster, cloud, choices.keyStrategy())));
    }
    Pins pins = new Pins(cluster.accountId(), api.organization().id());
    if (intent.isPresent()) {
      Optional<Outcome<Target>> against = against(intent.get(), request, choices, pins);
      if (against.isPresent()) {
        return against.get();
      }
    }
    if (!input.run().dryRun()) {
      Intent _ =
          intents.ensure(
              cluster.id(),
              before ->
                  before
                      .orElseGet(() -> Intent.begun(cluster.id(), choices, pins))
                      .withChoices(choices));
    }
    boolean guarded = intent.isPresent() && intent.get().isGuarded();
    String held = held(cluster, request, guarded);
    return new Done<>(
        new Target(
            cluster.id(),
            cluster.name(),
            pins.vendorAccountId(),
            pins.externalId(),
            cluster.regionNames(),
            cluster.createdAt(),
            guarded,
            held.isEmpty(),
            held,
            plan.get()));
  }

  private Optional<Outcome<Target>> unfit(Cluster cluster) {
    String name = "cluster " + cluster.id() + " (" + cluster.name() + ")";
    if (cluster.isGone()) {
      return refused(
          Reason.CLUSTER_GONE, name + " is " + cluster.state(), "Name a cluster that exists");
    }
    if (!cluster.isOn(cloud)) {
      return refused(
          Reason.WRONG_CLOUD,
          name + " is on " + cluster.cloud() + ", this deployment is for " + cloud,
          "Send the event to the deployment in a " + cluster.cloud() + " account");
    }
    if (!cluster.isAdvanced()) {
      return refused(
          Reason.PLAN_NOT_ADVANCED,
          name + " has plan " + cluster.plan() + "; CMEK needs ADVANCED",
          "Create an ADVANCED cluster with advanced security and move the data: a plan can't be"
              + " changed to it afterwards");
    }
    if (!cluster.isReady() || cluster.accountId().isEmpty() || cluster.regions().isEmpty()) {
      return Optional.of(
          new NotYet<>(
              Reason.CLUSTER_NOT_READY,
              name + " is " + cluster.state() + ", operation " + cluster.operationStatus()));
    }
    return Optional.empty();
  }

  private static Optional<Outcome<Target>> against(
      Intent intent, OnboardingRequest request, Choices choices, Pins named) {
    String name = "cluster " + intent.clusterId();
    if (intent.state() == Intent.State.SUSPENDED) {
      return refused(
          Reason.CLUSTER_SUSPENDED,
          "access of " + name + " to its keys was revoked on purpose",
          "Only a restore leaves this state: ask the security team");
    }
    Pins pinned = intent.pins();
    if (!pinned.equals(named)) {
      return refused(
          Reason.VENDOR_ACCOUNT_CHANGED,
          name
              + " is pinned to account "
              + pinned.vendorAccountId()
              + " and external id "
              + pinned.externalId()
              + "; the Cloud API now names "
              + named.vendorAccountId()
              + " and "
              + named.externalId(),
          "Ask the vendor whether this is so before anything is granted to the other account");
    }
    if (intent.isGuarded() && !isSame(intent.choices(), choices, request)) {
      return refused(
          Reason.INTENT_DIFFERS,
          name
              + " is protected with "
              + words(intent.choices())
              + ", the event asks for other choices",
          "Send the event with the choices above: they can't be changed by onboarding again");
    }
    return Optional.empty();
  }

  /// With the region where the one key or the primary is, so that it stays there should another
  /// region become the cluster's primary.
  private Choices choices(OnboardingRequest request, Optional<Intent> intent, Cluster cluster) {
    String keyRegion = request.keyRegion();
    if (keyRegion == null && request.keyStrategy() != KeyStrategy.KEY_PER_REGION) {
      keyRegion =
          intent
              .map(Intent::choices)
              .filter(before -> before.keyStrategy() == request.keyStrategy())
              .flatMap(before -> Optional.ofNullable(before.keyRegion()))
              .orElseGet(() -> Plan.defaultKeyRegion(cluster, cloud, request.keyStrategy()));
    }
    return new Choices(request.keyStrategy(), keyRegion, request.accessGrant());
  }

  /// Intents written before regions were chosen for good name none where none was asked for.
  private static boolean isSame(Choices before, Choices now, OnboardingRequest request) {
    boolean sameRegion =
        before.keyRegion() == null
            ? request.keyRegion() == null
            : before.keyRegion().equals(now.keyRegion());
    return sameRegion
        && before.keyStrategy() == now.keyStrategy()
        && before.accessGrant() == now.accessGrant();
  }

  private String held(Cluster cluster, OnboardingRequest request, boolean guarded) {
    if (!request.enable()) {
      return "enable is false";
    }
    Instant oldFrom = clock.instant().minus(YOUNG);
    boolean acknowledged =
        request.acknowledges(Acknowledgement.EARLIER_BACKUPS_UNRESTORABLE) || guarded;
    if (cluster.createdAt().isBefore(oldFrom) && !acknowledged) {
      return "the cluster is older than "
          + YOUNG.toDays()
          + " days: managed backups from before CMEK can't be restored afterwards; send the event"
          + " under another id with acknowledge [EARLIER_BACKUPS_UNRESTORABLE]";
    }
    return "";
  }

  private static String words(Choices choices) {
    return choices.keyStrategy()
        + " and "
        + choices.accessGrant()
        + (choices.keyRegion() == null ? "" : " in keyRegion " + choices.keyRegion());
  }

  private static Optional<Outcome<Target>> refused(Reason reason, String message, String remedy) {
    return Optional.of(new Refused<>(reason, message, remedy));
  }
}
