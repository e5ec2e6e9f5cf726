package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One of the clouds on this machine and the Cloud API, onboardings, a refusal, and an access that
/// is lost, found and mended: shown while they happen. Ends whatever it started.
///
/// The exit code is 0 only if the clouds themselves say afterwards that all of it happened.
public final class Demo implements Command {

  static final String AWS_NAME = "demo";
  static final String GCP_NAME = "demo-gcp";

  private final Half half;
  private final String name;

  private Demo(Half half, String name) {
    this.half = half;
    this.name = name;
  }

  /// Plays it.
  ///
  /// @param arguments `aws`, or `gcp`
  public static void main(String[] arguments) {
    boolean aws = List.of(arguments).equals(List.of("aws"));
    String name = aws ? AWS_NAME : GCP_NAME;
    Command.main(name, new Demo(aws ? Half.AWS : Half.GOOGLE_CLOUD, name));
  }

  @Override
  public boolean run(Checkout checkout, Settings settings, Screen screen) {
    try (HomeLock _ = lock(checkout)) {
      LocalCloud cloud = new LocalCloud(checkout, new StartScreen(screen));
      LocalCloud.Options options =
          new LocalCloud.Options(
              name,
              Set.of(half),
              LocalCloud.Ports.FREE,
              Optional.empty(),
              half == Half.AWS ? settings.awsEndpoint() : Optional.empty());
      Thread ending = Command.onInterrupt(screen, () -> cloud.stop(name));
      Runtime.getRuntime().addShutdownHook(ending);
      try {
        return play(checkout, cloud, options, screen);
      } finally {
        if (Runtime.getRuntime().removeShutdownHook(ending)) {
          cloud.stop(name);
        }
      }
    }
  }

  private HomeLock lock(Checkout checkout) {
    return HomeLock.take(checkout.local().resolve(name))
        .orElseThrow(() ->
            new LocalAwsException(
                "Another make " + name + " is running in this checkout: wait for it."));
  }

  private boolean play(
      Checkout checkout, LocalCloud cloud, LocalCloud.Options options, Screen screen) {
    screen.heading(
        "Starting " + half.title() + " and the Cloud API on this machine; nothing leaves it");
    Endpoints endpoints = cloud.start(options);
    List<Proof> proofs = new ArrayList<>();
    boolean used = options.awsEndpoint().isPresent();
    try (Acts acts =
        new Acts(checkout, checkout.local().resolve(name), half, endpoints, used, screen)) {
      proofs.addAll(acts.play());
    }
    screen.waiting("ending both clouds");
    cloud.stop(name);
    proofs.add(ended(options, endpoints));
    screen.waiting("");
    screen.heading("What happened");
    proofs.forEach(proof -> proof.show(screen));
    boolean allTrue = proofs.stream().allMatch(Proof::holds);
    screen.line("");
    screen.line(
        allTrue
            ? "  Next: make up keeps it running, and says what to try. Logs of this run: "
                + checkout.root().relativize(checkout.local().resolve(name).resolve("logs"))
            : "  The logs say more: " + endpoints.logs());
    return allTrue;
  }

  private Proof ended(LocalCloud.Options options, Endpoints endpoints) {
    Proof proof = new Proof("Everything that was started has ended");
    List<String> addresses =
        new ArrayList<>(
            List.of(
                endpoints.cloudApi().url(),
                endpoints.cloudApi().adminUrl(),
                endpoints.ticketDesk().url(),
                endpoints.ticketDesk().callbacksUrl()));
    if (options.awsEndpoint().isEmpty()) {
      addresses.add(half.endpoint(endpoints));
    }
    addresses.forEach(address ->
        proof.expect(!isListening(URI.create(address)), "nothing answers any more", address));
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    proof.expect(children.isEmpty(), "no process is left", children);
    return proof;
  }

  private static boolean isListening(URI address) {
    try (Socket _ = new Socket(address.getHost(), address.getPort())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
