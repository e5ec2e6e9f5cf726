package dev.cmek.local.run;

import dev.cmek.local.aws.AwsAccount;
import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.Deployment;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.aws.LocalStack;
import dev.cmek.local.aws.LocalStackInstall;
import dev.cmek.local.run.gcp.GoogleCloudMain;
import dev.cmek.simulator.ApiKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Everything that a user has, on this machine: an AWS, a Google Cloud, a Cloud API, a ticket
/// system, and between them what is really deployed.
final class LocalCloud {

  /// The AWS account that holds the keys.
  public static final String CUSTOMER_ACCOUNT = "111111111111";

  /// The AWS account that hosts the clusters.
  public static final String VENDOR_ACCOUNT = "222222222222";

  private static final String STACK = "cmek";

  private static final List<JavaProcess> PROCESSES =
      List.of(TicketDeskProcess.PROCESS, SimulatorProcess.PROCESS, GoogleCloudProcess.PROCESS);

  /// How to start.
  ///
  /// @param name of the folder in `.local` with logs and process ids; another start with the same
  ///   name ends the earlier run
  /// @param halves which clouds to start, with what is deployed there
  /// @param ports where they answer
  /// @param calls where the functions' AWS calls are recorded; empty: nowhere
  /// @param awsEndpoint an AWS that runs already, such as LocalStack in Docker; empty: start one
  record Options(
      String name, Set<Half> halves, Ports ports, Optional<Path> calls, Optional<URI> awsEndpoint) {

    Options {
      halves = Set.copyOf(halves);
    }
  }

  /// Where clouds answer; 0 takes free ports.
  ///
  /// @param aws LocalStack's
  /// @param api the simulator's, whose admin door gets the next, and the ticket desk the two after
  ///   that
  /// @param gcp Google Cloud's over REST; over gRPC it is the next
  record Ports(int aws, int api, int gcp) {

    static final Ports FREE = new Ports(0, 0, 0);
  }

  private final Checkout checkout;
  private final Progress progress;

  /// Works in this checkout.
  public LocalCloud(Checkout checkout, Progress progress) {
    this.checkout = checkout;
    this.progress = progress;
  }

  /// Works in this checkout.
  ///
  /// @param progress hears one line per thing that begins or is ready
  public LocalCloud(Checkout checkout, Consumer<String> progress) {
    this(
        checkout,
        new Progress() {
          @Override
          public void begins(String what) {
            progress.accept(what);
          }

          @Override
          public void working(String what) {}

          @Override
          public void ready(String what) {
            progress.accept(what);
          }
        });
  }

  /// Starts all of it; it outlives this JVM until [#stop].
  Endpoints start(Options options) {
    Path home = home(options.name());
    Path logs = home.resolve("logs");
    stop(options.name());
    deleteOld(logs);
    int port = options.ports().api();
    TicketDeskProcess desk = TicketDeskProcess.start(home, logs, port == 0 ? 0 : port + 2);
    progress.ready("Ticket desk takes callbacks at " + desk.url());
    // Chosen before the simulator begins: each needs the other's address.
    URI api = URI.create("http://127.0.0.1:" + (port == 0 ? freePort() : port));
    ApiKeys keys = ApiKeys.random();
    Map<String, URI> clouds = new HashMap<>();
    Optional<LocalStack> localStack = Optional.empty();
    if (options.halves().contains(Half.AWS)) {
      localStack = Optional.of(localStack(options, home, logs));
      clouds.put("--aws-endpoint", localStack.get().endpoint());
      progress.ready("AWS answers at " + localStack.get().endpoint());
    }
    Optional<Endpoints.Gcp> gcp = Optional.empty();
    if (options.halves().contains(Half.GOOGLE_CLOUD)) {
      progress.working("starting Google Cloud");
      gcp = Optional.of(googleCloud(options, home, logs, api, keys, desk));
      clouds.put("--gcp-endpoint", URI.create(gcp.get().kmsEndpoint()));
      progress.ready("Google Cloud answers at " + gcp.get().kmsEndpoint() + ", with functions");
    }
    SimulatorProcess simulator =
        SimulatorProcess.start(home, logs, api.getPort(), port == 0 ? 0 : port + 1, keys, clouds);
    progress.ready("Cloud API simulator answers at " + simulator.url());
    return new Endpoints(
        localStack.map(at -> aws(at, simulator, desk)).orElse(null),
        gcp.orElse(null),
        new Endpoints.CloudApi(
            simulator.url().toString(),
            simulator.keys().reader(),
            simulator.keys().operator(),
            simulator.adminUrl().toString()),
        new Endpoints.TicketDesk(desk.url().toString(), desk.peoplesUrl() + "/callbacks"),
        logs.toString());
  }

  private Endpoints.Gcp googleCloud(
      Options options, Path home, Path logs, URI api, ApiKeys keys, TicketDeskProcess desk) {
    HttpCallers callers = HttpCallers.random();
    String callbackSecret = HttpCallers.randomSecret();
    desk.checkWith(callbackSecret);
    GoogleCloudMain.Arguments arguments =
        new GoogleCloudMain.Arguments(
            checkout.root().toString(),
            home.resolve("functions-gcp").toString(),
            logs.toString(),
            options.ports().gcp(),
            api.toString(),
            callbackHosts(desk),
            desk.certificate());
    Map<String, String> secrets =
        Map.of(
            "reader", keys.reader(),
            "operator", keys.operator(),
            "callers", callers.json(),
            "callback", callbackSecret);
    return GoogleCloudProcess.start(home, arguments, secrets, callers);
  }

  private static String callbackHosts(TicketDeskProcess desk) {
    return desk.url().getAuthority() + " allowPrivate";
  }

  private Endpoints.Aws aws(
      LocalStack localStack, SimulatorProcess simulator, TicketDeskProcess desk) {
    AwsAccount account = localStack.account(CUSTOMER_ACCOUNT, Region.EU_CENTRAL_1);
    Map<String, String> outputs = deploy(account, simulator, desk);
    HttpCallers callers = HttpCallers.random();
    fillSecrets(account, outputs, simulator, callers);
    desk.checkWith(callbackSecret(account, outputs));
    String alerts = subscribeQueue(account, outputs);
    progress.ready("infra/aws/template.yaml is deployed as stack " + STACK);
    return new Endpoints.Aws(
        localStack.endpoint().toString(),
        account.region().id(),
        CUSTOMER_ACCOUNT,
        VENDOR_ACCOUNT,
        output(outputs, "OnboardingQueueUrl"),
        output(outputs, "DeadLetterQueueUrl"),
        Map.of(
            "provision", output(outputs, "ProvisionArn"),
            "reverify", output(outputs, "ReverifyArn")),
        output(outputs, "StateBucketName"),
        output(outputs, "EvidenceBucketName"),
        alerts,
        output(outputs, "CallbackDeadLetterQueueUrl"),
        ticketUrl(localStack.endpoint(), outputs),
        callers.keyId(),
        callers.secret(),
        callers.bearerKeyId(),
        callers.token());
  }

  /// Ends what was started under this name; nothing if nothing was.
  public void stop(String name) {
    PROCESSES.forEach(process -> process.stop(home(name)));
    LocalStack.stop(home(name));
  }

  /// What was started under this name and still runs, in words.
  public List<String> running(String name) {
    List<String> running = new ArrayList<>();
    for (JavaProcess process : PROCESSES) {
      if (process.isRunning(home(name))) {
        running.add(process.title());
      }
    }
    if (LocalStack.isRunning(home(name))) {
      running.add("LocalStack with the functions");
    }
    return running;
  }

  private LocalStack localStack(Options options, Path home, Path logs) {
    if (options.awsEndpoint().isPresent()) {
      return LocalStack.attach(options.awsEndpoint().get());
    }
    Path python = install();
    progress.working("starting LocalStack");
    LocalStack.Options how =
        new LocalStack.Options(
            home,
            checkout.local().resolve("packages"),
            logs,
            options.ports().aws(),
            Map.of(),
            List.of());
    return LocalStack.start(
        python, options.calls().isPresent() ? how.recordingCallsTo(options.calls().get()) : how);
  }

  private Path install() {
    LocalStackInstall install = new LocalStackInstall(checkout);
    if (install.isComplete()) {
      return install.ensure(progress::working);
    }
    progress.begins("LocalStack is being installed into .local/venv, once; it takes a minute");
    Path python = install.ensure(progress::working);
    progress.ready("LocalStack is installed");
    return python;
  }

  private Map<String, String> deploy(
      AwsAccount account, SimulatorProcess simulator, TicketDeskProcess desk) {
    Path zip = checkout.root().resolve("functions-aws/target/functions-aws.zip");
    if (!Files.exists(zip)) {
      throw new LocalAwsException("There is no " + zip + ": build it first, as the Makefile does.");
    }
    try (Deployment deployment = new Deployment(account, STACK, progress::working)) {
      progress.working("deploying infra/aws/template.yaml");
      return deployment.deploy(
          checkout.root().resolve("infra/aws/template.yaml"),
          Map.of(
              "CloudApiUrl", simulator.url().toString(),
              "AllowTestEndpoint", "true",
              // The newest name that this LocalStack knows; the JVM is 25 all the same.
              "JavaRuntime", "java21",
              "Architecture", "x86_64",
              "ReverifyChildren", "STANDARD",
              "SecondLookSeconds", "2",
              "CallbackHosts", callbackHosts(desk),
              "CallbackCaPem", desk.certificate(),
              "AllowBearer", "true"));
    }
  }

  private static void fillSecrets(
      AwsAccount account,
      Map<String, String> outputs,
      SimulatorProcess simulator,
      HttpCallers callers) {
    try (SecretsManagerClient secrets = account.client(SecretsManagerClient.builder())) {
      Map.of(
              "ReaderSecretArn", simulator.keys().reader(),
              "OperatorSecretArn", simulator.keys().operator(),
              "CallersSecretArn", callers.json())
          .forEach((name, value) -> {
            var _ =
                secrets.putSecretValue(r -> r.secretId(output(outputs, name)).secretString(value));
          });
    }
  }

  /// What AWS made up, as a ticket system's administrator would copy it.
  private static String callbackSecret(AwsAccount account, Map<String, String> outputs) {
    try (SecretsManagerClient secrets = account.client(SecretsManagerClient.builder())) {
      return secrets
          .getSecretValue(r -> r.secretId(output(outputs, "CallbackSecretArn")))
          .secretString();
    }
  }

  /// LocalStack's own address of an API: that of AWS does not resolve to it.
  private static String ticketUrl(URI endpoint, Map<String, String> outputs) {
    String api = URI.create(output(outputs, "ApiUrl")).getAuthority().split("\\.", 2)[0];
    return endpoint.resolve("/_aws/execute-api/" + api).toString();
  }

  /// A queue that gets what people and other systems would be told.
  private static String subscribeQueue(AwsAccount account, Map<String, String> outputs) {
    try (SqsClient sqs = account.client(SqsClient.builder());
        SnsClient sns = account.client(SnsClient.builder());
        EventBridgeClient events = account.client(EventBridgeClient.builder())) {
      String url = sqs.createQueue(r -> r.queueName(STACK + "-alerts")).queueUrl();
      String arn =
          sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
              .attributes()
              .get(QueueAttributeName.QUEUE_ARN);
      String bus = output(outputs, "EventBusName");
      var _ =
          sns.subscribe(
              r -> r.topicArn(output(outputs, "AlertTopicArn")).protocol("sqs").endpoint(arn));
      var _ =
          events.putRule(
              r -> r.name("alerts").eventBusName(bus).eventPattern("{\"source\":[\"dev.cmek\"]}"));
      Target target = Target.builder().id("alerts").arn(arn).build();
      var _ = events.putTargets(r -> r.rule("alerts").eventBusName(bus).targets(List.of(target)));
      return url;
    }
  }

  /// What an earlier run logged says nothing about this one.
  private static void deleteOld(Path logs) {
    if (!Files.isDirectory(logs)) {
      return;
    }
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path home(String name) {
    return checkout.local().resolve(name);
  }

  private static String output(Map<String, String> outputs, String name) {
    String value = outputs.get(name);
    if (value == null) {
      throw new LocalAwsException("the stack has no output " + name);
    }
    return value;
  }
}
