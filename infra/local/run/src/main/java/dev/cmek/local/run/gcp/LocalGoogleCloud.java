package dev.cmek.local.run.gcp;

import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.local.gcp.deployment.Deployed;
import dev.cmek.local.gcp.deployment.GoogleDeployment;
import dev.cmek.local.gcp.deployment.LocalValues;
import dev.cmek.local.gcp.function.FunctionHost;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// A Google Cloud on this machine with the functions and workflows of this project in it.
///
/// @param cloud itself, for whoever wants to look behind
public record LocalGoogleCloud(
    GoogleCloud cloud,
    GoogleDeployment deployment,
    Deployed deployed,
    FunctionHost host,
    ScheduledExecutorService schedule)
    implements AutoCloseable {

  /// Starts it.
  ///
  /// @param root of the checkout
  /// @param folder for what is unpacked
  /// @param logs gets a log per function
  /// @param port for REST, gRPC gets the next; 0 takes free ones
  public static LocalGoogleCloud start(
      Path root, Path folder, Path logs, int port, LocalValues values) {
    List<Path> jars =
        FunctionsZip.unpack(root.resolve("functions-gcp/target/functions-gcp.zip"), folder);
    GoogleCloud cloud =
        GoogleCloud.start(
            new GoogleCloud.Options(port, port == 0 ? 0 : port + 1, InstantSource.system()));
    FunctionHost host = new FunctionHost(cloud.iam().enforcement(), cloud.url(), logs);
    ScheduledExecutorService schedule =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    GoogleDeployment deployment =
        new GoogleDeployment(cloud, host, values, root.resolve("infra/gcp"));
    Deployed deployed = deployment.deploy(jars);
    deployment.sweep(schedule, deployed.workflows().getOrDefault("reverify", ""));
    return new LocalGoogleCloud(cloud, deployment, deployed, host, schedule);
  }

  @Override
  public void close() {
    var _ = schedule.shutdownNow();
    deployment.close();
    host.close();
    cloud.close();
  }
}
