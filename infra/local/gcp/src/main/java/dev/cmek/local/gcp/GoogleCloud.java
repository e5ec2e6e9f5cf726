package dev.cmek.local.gcp;

import dev.cmek.local.gcp.admin.AdminDoor;
import dev.cmek.local.gcp.grpc.CallerInterceptor;
import dev.cmek.local.gcp.grpc.FaultInterceptor;
import dev.cmek.local.gcp.iam.AccountAdmin;
import dev.cmek.local.gcp.iam.CredentialsApi;
import dev.cmek.local.gcp.iam.Enforcement;
import dev.cmek.local.gcp.iam.Iam;
import dev.cmek.local.gcp.iam.IamAdmin;
import dev.cmek.local.gcp.iam.ResourceManagerApi;
import dev.cmek.local.gcp.iam.TroubleshooterApi;
import dev.cmek.local.gcp.kms.CloudKms;
import dev.cmek.local.gcp.metadata.MetadataApi;
import dev.cmek.local.gcp.project.Projects;
import dev.cmek.local.gcp.project.ServiceAccounts;
import dev.cmek.local.gcp.pubsub.Later;
import dev.cmek.local.gcp.pubsub.PubSubApi;
import dev.cmek.local.gcp.rest.Api;
import dev.cmek.local.gcp.rest.RestServer;
import dev.cmek.local.gcp.rest.Transcoder;
import dev.cmek.local.gcp.secret.SecretApi;
import dev.cmek.local.gcp.settings.Faults;
import dev.cmek.local.gcp.settings.FaultyEnforcement;
import dev.cmek.local.gcp.settings.Settings;
import dev.cmek.local.gcp.storage.StorageApi;
import dev.cmek.local.gcp.workflow.Pace;
import dev.cmek.local.gcp.workflow.Workflows;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A Google Cloud on 127.0.0.1: all services in JSON on one port, Cloud KMS and IAM over gRPC on
/// another.
public final class GoogleCloud implements AutoCloseable {

  private final Settings settings;
  private final Faults faults = new Faults();
  private final Iam iam;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Server grpc;
  private final Server inProcess;
  private final ManagedChannel channel;
  private final PubSubApi pubSub;
  private final Workflows workflows;
  private final RestServer rest;
  private volatile Consumer<String> stopped = _ -> {};

  /// Where and how to run.
  ///
  /// @param httpPort 0 takes a free one
  /// @param grpcPort 0 takes a free one
  /// @param pace of workflows
  public record Options(int httpPort, int grpcPort, InstantSource clock, Pace pace) {

    /// Workflows go as on Google Cloud.
    public Options(int httpPort, int grpcPort, InstantSource clock) {
      this(httpPort, grpcPort, clock, Pace.real());
    }

    /// Free ports and the real time.
    public static Options free() {
      return new Options(0, 0, InstantSource.system());
    }
  }

  private GoogleCloud(Options options) {
    InstantSource clock = options.clock();
    settings = new Settings(clock);
    Projects projects = new Projects();
    ServiceAccounts accounts = new ServiceAccounts(clock);
    iam = new Iam(projects, accounts, settings, clock);
    List<BindableService> services = new ArrayList<>(new CloudKms(iam, settings, clock).services());
    services.add(new IamAdmin(iam, new AccountAdmin(accounts, settings, clock)));
    grpc =
        started(
            NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), options.grpcPort()),
                InsecureServerCredentials.create()),
            services);
    String name = InProcessServerBuilder.generateName();
    inProcess = started(InProcessServerBuilder.forName(name), services);
    channel = InProcessChannelBuilder.forName(name).executor(executor).build();
    pubSub =
        new PubSubApi(
            new FaultyEnforcement(iam.enforcement(), faults),
            clock,
            Later.hurried(settings::pushSpeed),
            project -> projects.number(project).map(String::valueOf).orElse(project));
    workflows = new Workflows(iam.enforcement(), options.pace(), entry -> stopped.accept(entry));
    rest = new RestServer(options.httpPort(), apis(clock));
  }

  /// Starts it, empty: without a project.
  public static GoogleCloud start(Options options) {
    return new GoogleCloud(options);
  }

  /// Where all services answer in JSON, such as `http://127.0.0.1:4570`.
  public URI url() {
    return rest.url();
  }

  /// Where Cloud KMS and IAM answer over gRPC without TLS, such as `127.0.0.1:4571`.
  public String grpcAddress() {
    return "127.0.0.1:" + grpc.getPort();
  }

  /// Who may do what: projects, service accounts, roles, policies, and the calls so far.
  public Iam iam() {
    return iam;
  }

  /// Topics and what was published to them.
  public PubSubApi pubSub() {
    return pubSub;
  }

  /// Workflows and their executions; definitions are deployed there.
  public Workflows workflows() {
    return workflows;
  }

  /// Has the log entry of each execution that ends FAILED or CANCELLED told to somebody from now
  /// on, in JSON, as a log sink exports it.
  public void onStopped(Consumer<String> sink) {
    stopped = sink;
  }

  public Settings settings() {
    return settings;
  }

  public Faults faults() {
    return faults;
  }

  @Override
  public void close() {
    workflows.close();
    rest.close();
    ManagedChannel _ = channel.shutdownNow();
    Server _ = inProcess.shutdownNow();
    Server _ = grpc.shutdownNow();
    executor.close();
  }

  private List<Api> apis(InstantSource clock) {
    Enforcement enforcement = new FaultyEnforcement(iam.enforcement(), faults);
    return List.of(
        new Transcoder(
            channel,
            inProcess.getImmutableServices().stream()
                .map(service -> service.getServiceDescriptor())
                .toList()),
        new CredentialsApi(iam, clock),
        new ResourceManagerApi(iam),
        new TroubleshooterApi(iam),
        new StorageApi(enforcement, clock, iam.hierarchy()::place),
        new SecretApi(enforcement, clock),
        pubSub,
        workflows,
        new MetadataApi(),
        new AdminDoor(settings, faults, iam.calls()));
  }

  private Server started(ServerBuilder<?> builder, List<BindableService> services) {
    services.forEach(builder::addService);
    try {
      // the last interceptor is asked first
      return builder
          .executor(executor)
          .intercept(new FaultInterceptor(faults))
          .intercept(new CallerInterceptor())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the gRPC port", e);
    }
  }
}
