package dev.cmek.shared.wiring;

import dev.cmek.shared.callback.CallbackDelivery;
import dev.cmek.shared.callback.Callbacks;
import dev.cmek.shared.cluster.CloudProvider;
import dev.cmek.shared.cluster.ClusterApi;
import dev.cmek.shared.door.Callers;
import dev.cmek.shared.door.DeadLetters;
import dev.cmek.shared.door.Workflows;
import dev.cmek.shared.notify.Announcements;
import dev.cmek.shared.plan.Naming;
import dev.cmek.shared.request.RequestParser;
import dev.cmek.shared.state.Documents;
import dev.cmek.shared.state.Intents;
import dev.cmek.shared.state.Leases;
import dev.cmek.shared.state.Runs;
import dev.cmek.shared.step.Changes;
import dev.cmek.shared.step.StepLog;
import dev.cmek.shared.sweep.ListClusters;
import dev.cmek.shared.sweep.Pause;
import java.time.Duration;
import java.time.InstantSource;

/// What functions are put together from, as far as it is the same on every cloud. Each function
/// takes only what its step needs, and what nobody takes is never made.
public interface CommonWiring {

  /// The cloud that this deployment is for.
  CloudProvider cloud();

  InstantSource clock();

  StepLog log(String step);

  Changes changes(boolean dryRun);

  Naming naming();

  /// How long a run may take.
  Duration runLimit();

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

  /// Onboarding messages that nobody can work with.
  DeadLetters deadLetters();

  /// Answers for tickets.
  Callbacks callbacks();

  CallbackDelivery callbackDelivery();

  /// Callbacks that nobody takes.
  DeadLetters callbackDeadLetters();

  default RequestParser requests() {
    return new RequestParser(cloud());
  }

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
