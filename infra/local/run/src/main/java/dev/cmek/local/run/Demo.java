package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Both clouds on this machine, three onboardings, a refusal, and an access that is lost, found and
/// mended: shown while they happen. Ends whatever it started.
///
/// The exit code is 0 only if the clouds themselves say afterwards that all of it happened.
public final class Demo implements Command {

  private static final String NAME = "demo";

  private Demo() {}

  public static void main(String[] arguments) {
    Command.main(NAME, new Demo());
  }

  @Override
  public boolean run(Checkout checkout, Settings settings, Screen screen) {
    try (HomeLock _ = lock(checkout)) {
      LocalCloud cloud = new LocalCloud(checkout, new StartScreen(screen));
      LocalCloud.Options options =
          new LocalCloud.Options(NAME, 0, 0, Optional.empty(), settings.awsEndpoint());
      Thread ending = Command.onInterrupt(screen, () -> cloud.stop(NAME));
      Runtime.getRuntime().addShutdownHook(ending);
      try {
        return play(checkout, cloud, options, screen);
      } finally {
        if (Runtime.getRuntime().removeShutdownHook(ending)) {
          cloud.stop(NAME);
        }
      }
    }
  }

  private static HomeLock lock(Checkout checkout) {
    return HomeLock.take(checkout.local().resolve(NAME))
        .orElseThrow(
            () -> new LocalAwsException("Another demo is running in this checkout: wait for it."));
  }

  private static boolean play(
      Checkout checkout, LocalCloud cloud, LocalCloud.Options options, Screen screen) {
    screen.heading("Starting both clouds on this machine; nothing leaves it");
    Endpoints endpoints = cloud.start(options);
    List<Proof> proofs = new ArrayList<>();
    boolean used = options.awsEndpoint().isPresent();
    try (Acts acts = new Acts(checkout, checkout.local().resolve(NAME), endpoints, used, screen)) {
      proofs.addAll(acts.play());
    }
    screen.waiting("ending both clouds");
    cloud.stop(NAME);
    proofs.add(ended(options, endpoints));
    screen.waiting("");
    screen.heading("What happened");
    proofs.forEach(proof -> proof.show(screen));
    boolean allTrue = proofs.stream().allMatch(Proof::holds);
    screen.line("");
    screen.line(
        allTrue
            ? "  Next: make up keeps it running, and says what to try. Logs of this run: "
                + checkout.root().relativize(checkout.local().resolve(NAME).resolve("logs"))
            : "  The logs say more: " + endpoints.logs());
    return allTrue;
  }

  private static Proof ended(LocalCloud.Options options, Endpoints endpoints) {
    Proof proof = new Proof("Everything that was started has ended");
    List<String> addresses =
        new ArrayList<>(
            List.of(
                endpoints.cloudApi().url(),
                endpoints.cloudApi().adminUrl(),
                endpoints.ticketDesk().url(),
                endpoints.ticketDesk().callbacksUrl()));
    if (options.awsEndpoint().isEmpty()) {
      addresses.add(endpoints.aws().endpoint());
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
