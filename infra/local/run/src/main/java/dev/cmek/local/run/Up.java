package dev.cmek.local.run;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.run.Screen.Paint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/// Both clouds on this machine, kept running in the background until [Down], with clusters in each
/// to try things on.
public final class Up implements Command {

  static final String NAME = "up";

  /// The simulator's two doors, and the ticket desk's.
  private static final int API_PORTS = 4;

  /// REST and gRPC.
  private static final int GCP_PORTS = 2;

  private Up() {}

  public static void main(String[] arguments) {
    Command.main(NAME, new Up());
  }

  /// Removes what tells others that it is up.
  static void forget(Checkout checkout) {
    try {
      Files.deleteIfExists(endpointsFile(checkout));
      AwsCommand.delete(checkout.local());
      GcloudCommand.delete(checkout.local());
      for (Half half : Half.values()) {
        Files.deleteIfExists(ticketSecret(checkout, half));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean run(Checkout checkout, Settings settings, Screen screen) {
    Path home = checkout.local().resolve(NAME);
    try (HomeLock _ =
        HomeLock.take(home)
            .orElseThrow(() -> new LocalAwsException("Another make up is at work: wait for it."))) {
      LocalCloud cloud = new LocalCloud(checkout, new StartScreen(screen));
      Optional<Endpoints> running = running(checkout, cloud);
      if (running.isPresent()) {
        screen.heading("It is up already; make down ends it");
        new NextSteps(checkout, running.get(), screen).show();
        return true;
      }
      Endpoints endpoints = start(checkout, cloud, settings, screen);
      screen.waiting("");
      new NextSteps(checkout, endpoints, screen).show();
      return true;
    }
  }

  private static Endpoints start(
      Checkout checkout, LocalCloud cloud, Settings settings, Screen screen) {
    screen.heading("Starting both clouds on this machine; nothing leaves it");
    forget(checkout);
    List<String> left = cloud.running(NAME);
    if (!left.isEmpty()) {
      cloud.stop(NAME);
      screen.event("", "An earlier run left " + String.join(" and ", left) + ": ended.");
    }
    LocalCloud.Options options =
        new LocalCloud.Options(
            NAME,
            EnumSet.allOf(Half.class),
            new LocalCloud.Ports(settings.awsPort(), settings.apiPort(), settings.gcpPort()),
            Optional.empty(),
            settings.awsEndpoint());
    if (settings.awsEndpoint().isEmpty()) {
      requireFree(settings.awsPort(), "AWS_PORT=" + (settings.awsPort() + 1000));
    }
    for (int port = settings.apiPort(); port < settings.apiPort() + API_PORTS; port++) {
      requireFree(port, "API_PORT=" + (settings.apiPort() + 1000));
    }
    for (int port = settings.gcpPort(); port < settings.gcpPort() + GCP_PORTS; port++) {
      requireFree(port, "GCP_PORT=" + (settings.gcpPort() + 1000));
    }
    Thread ending = Command.onInterrupt(screen, () -> cloud.stop(NAME));
    Runtime.getRuntime().addShutdownHook(ending);
    Endpoints endpoints;
    try {
      endpoints = cloud.start(options);
      CloudApi cloudApi = new CloudApi(endpoints.cloudApi());
      for (Half half : Half.values()) {
        Stream.concat(half.byEvent(checkout).stream(), Stream.of(half.byTicket(checkout)))
            .forEach(cluster -> {
              cloudApi.add(cluster);
              screen.event(
                  screen.paint(Paint.GREEN, "✓") + " ",
                  "Cluster %s is there, on %s: %s"
                      .formatted(cluster.name(), half.title(), cluster.id()));
            });
      }
      AwsCommand.write(checkout, checkout.local(), endpoints.aws());
      GcloudCommand.write(checkout, checkout.local(), endpoints.gcp());
      PrivateFile.write(
          ticketSecret(checkout, Half.AWS), "rw-------", endpoints.aws().ticketSecret());
      PrivateFile.write(
          ticketSecret(checkout, Half.GOOGLE_CLOUD), "rw-------", endpoints.gcp().ticketSecret());
      endpoints.write(endpointsFile(checkout));
    } catch (RuntimeException e) { // half of it would be of no use to anybody
      cloud.stop(NAME);
      throw e;
    }
    var _ = Runtime.getRuntime().removeShutdownHook(ending);
    return endpoints;
  }

  /// What is up, if all of it is.
  private static Optional<Endpoints> running(Checkout checkout, LocalCloud cloud) {
    if (!Files.exists(endpointsFile(checkout)) || cloud.running(NAME).isEmpty()) {
      return Optional.empty();
    }
    Endpoints endpoints = Endpoints.read(endpointsFile(checkout));
    try (CustomerAws aws = new CustomerAws(endpoints.aws());
        CustomerGoogleCloud googleCloud =
            new CustomerGoogleCloud(endpoints.gcp(), Path.of(endpoints.logs()))) {
      var _ = aws.onboardings(Instant.now());
      var _ = googleCloud.onboardings(Instant.now());
      var _ = new CloudApi(endpoints.cloudApi()).cmek(SampleCluster.payments(checkout).id());
      return Optional.of(endpoints);
    } catch (SdkException | LocalAwsException _) {
      return Optional.empty(); // half of it does not answer: it is started afresh
    }
  }

  /// @param otherwise the setting that chooses another port
  private static void requireFree(int port, String otherwise) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // a port that was just given up is free
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new LocalAwsException(
          "Port %d on 127.0.0.1 is taken by another program. Stop that, or choose another port: make up %s"
              .formatted(port, otherwise),
          e);
    }
  }

  /// What the signing tool reads.
  private static Path ticketSecret(Checkout checkout, Half half) {
    return checkout.local().resolve(half.ticketSecretFile());
  }

  private static Path endpointsFile(Checkout checkout) {
    return checkout.local().resolve("endpoints.json");
  }
}
