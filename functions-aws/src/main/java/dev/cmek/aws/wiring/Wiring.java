package dev.cmek.aws.wiring;

import dev.cmek.aws.callback.Redelivery;
import dev.cmek.aws.door.DeadLetters;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.Roles;
import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import dev.cmek.shared.verify.aws.AwsFactSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What functions are put together from. Each function takes only what its step needs, and what
/// nobody takes is never made.
public interface Wiring {

  InstantSource clock();

  StepLog log(String step);

  Changes changes(boolean dryRun);

  AwsNaming naming();

  /// The managed policy that bounds every role.
  String boundaryArn();

  /// The AWS organization of this account, such as `o-a1b2c3d4e5`; empty if nobody said.
  Optional<String> organizationId();

  /// How long a run may take.
  Duration runLimit();

  Roles roles();

  Keys keys();

  Policies policies();

  /// What verification looks at.
  AwsFactSource factSource();

  /// The Cloud API, with the API key that this function is given.
  ClusterApi clusterApi();

  /// The same, sending each request once: for who paces requests.
  ClusterApi pacedClusterApi();

  /// How sweeps are set up.
  ListClusters.Settings sweeps();

  /// Lets time pass.
  Pause pause();

  /// The state bucket.
  Documents state();

  /// The evidence bucket.
  Documents evidence();

  Workflows workflows();

  /// Where verifications are started, of one cluster or of all.
  Workflows reverify();

  /// Who may send requests over HTTP.
  Callers callers();

  /// Whether a caller may send a token instead of a signature.
  boolean allowBearer();

  Announcements announcements();

  DeadLetters deadLetters();

  /// Answers for tickets.
  Callbacks callbacks();

  CallbackDelivery callbackDelivery();

  Redelivery callbackRedelivery();

  /// Callbacks that nobody takes.
  DeadLetters callbackDeadLetters();

  default Intents intents() {
    return new Intents(state());
  }

  default Runs runs() {
    return new Runs(state());
  }

  default Leases leases() {
    return new Leases(state());
  }
}
