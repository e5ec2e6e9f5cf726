package dev.cmek.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The customer's side of one cloud, as its owner looks at it and works in it: all that the acts
/// ask of a cloud. Its answers are the cloud's own; nothing of ours is asked.
interface CustomerCloud extends AutoCloseable {

  /// Sends an onboarding event to the door for events.
  void send(String event);

  /// How many events no function has taken yet: none, or those that are still there at the limit.
  int awaitNoEvents(Duration limit);

  /// What the door for events refuses from now on.
  Mailbox deadLetters();

  /// What other systems and people are told from now on.
  Mailbox alerts();

  /// Executions of the onboarding workflow since then, by names that the cloud gives them.
  List<String> onboardings(Instant since);

  /// The execution that onboards the cluster, if it has begun since then.
  Optional<String> onboarding(String clusterId, Instant since);

  /// Starts a sweep over all clusters, as its schedule does.
  String startSweep();

  /// Follows an execution of either workflow from its beginning.
  Trail trail(String execution);

  /// Looks at all that a cluster has in this cloud.
  Holdings holdings(SampleCluster cluster, CloudApi.Cmek cmek);

  /// A way to take away what the cluster was granted.
  Loss loss(SampleCluster cluster);

  /// Lets grants count only that long after they were made.
  void delayGrants(Duration delay, CloudApi cloudApi);

  @Override
  void close();

  /// What a cluster has in the customer's cloud: its keys, and the principal that may use them.
  interface Holdings {

    /// Days between two rotations of the region's key; 0 if they are off.
    int rotationDays(String region);

    /// What the principal is called on this cloud.
    String principalTitle();

    /// Which it is; `none` if the regions do not agree on one.
    String principal();

    /// Expects everything to be exactly as the vendor's procedure and the request ask for.
    void expect(Proof proof);
  }

  /// What somebody takes away.
  interface Loss {

    /// A sentence's end, such as `one of the five actions away from payments-prod`.
    String deed();

    /// What is missing then, as the alert must name it.
    String missing();

    /// Where it is missing, as the alert must name it.
    String where();

    /// Takes it away.
    String command(Shell shell);

    /// Whether the grant is what it was at first.
    boolean isMended();
  }
}
