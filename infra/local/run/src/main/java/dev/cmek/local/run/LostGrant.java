package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.aws.LocalAwsException;
import dev.cmek.local.run.Screen.Paint;
import dev.cmek.local.run.Shell.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Somebody takes one action away from a cluster's grant, the sweep finds it, and the command from
/// the alert mends it.
final class LostGrant {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ACTION = "kms:Decrypt";
  private static final String POLICY = "cmek";

  private final SampleCluster cluster;
  private final CustomerAws aws;
  private final Mailbox alerts;
  private final Shell shell;
  private final Screen screen;
  private final String granted;
  private String remedy = "";

  /// @param cluster one that is granted by the role's policy
  LostGrant(SampleCluster cluster, CustomerAws aws, Mailbox alerts, Shell shell, Screen screen) {
    this.cluster = cluster;
    this.aws = aws;
    this.alerts = alerts;
    this.shell = shell;
    this.screen = screen;
    this.granted = aws.rolePolicy(cluster.objectName(), POLICY);
  }

  /// Takes the action away and lets a sweep find it.
  Proof find() {
    Said said = paste(takeAway());
    Instant start = Instant.now();
    Sweep sweep = sweep();
    Alert alert = Alert.await(alerts, cluster, "dev.cmek.access.lost.v1", "ACCESS LOST");
    Duration took = Duration.between(start, Instant.now());
    alert.show(screen);
    remedy = alert.command();

    Proof proof =
        new Proof(
            "%s missing from the grant of %s was found by the next sweep and told within %s, with the command to mend it"
                .formatted(ACTION, cluster.name(), Screen.seconds(took)));
    proof.expect(said.exitCode() == 0, "somebody can take it away", said);
    sweep.expectEnd(proof);
    proof.expect(alert.event().isPresent(), "the bus is told", alert.event());
    proof.expect(
        alert.notice().filter(letter -> letter.text().contains(ACTION)).isPresent(),
        "people are told which action",
        alert.notice());
    proof.expect(
        alert.notice().filter(letter -> letter.text().contains(cluster.objectName())).isPresent(),
        "people are told of which role",
        alert.notice());
    proof.expect(!remedy.isEmpty(), "people are told what to run", remedy);
    return proof;
  }

  /// Runs the command as it was printed, and lets a sweep see it.
  Proof mend() {
    Said said = paste(remedy);
    Sweep sweep = sweep();
    Alert alert = Alert.await(alerts, cluster, "dev.cmek.access.restored.v1", "RESTORED");
    alert.show(screen);

    Proof proof =
        new Proof(
            "The command from the alert, run as printed, put the grant back, and the next sweep cleared the alert");
    proof.expect(said.exitCode() == 0, "the command runs", said);
    proof.expect(
        tree(aws.rolePolicy(cluster.objectName(), POLICY)).equals(tree(granted)),
        "the grant is what it was",
        aws.rolePolicy(cluster.objectName(), POLICY));
    sweep.expectEnd(proof);
    proof.expect(alert.event().isPresent(), "the bus is told", alert.event());
    proof.expect(alert.notice().isPresent(), "people are told", alert.notice());
    return proof;
  }

  private Sweep sweep() {
    screen.event("→ ", "a sweep begins, as its schedule starts one every 10 minutes");
    Sweep sweep = Sweep.start(aws);
    sweep.await(screen);
    screen.event(screen.paint(Paint.GREEN, "✓") + " ", "the sweep ends");
    return sweep;
  }

  private Said paste(String command) {
    screen.line("");
    screen.line("  " + screen.paint(Paint.CYAN, "$ " + command));
    screen.line("");
    return shell.run(command);
  }

  private String takeAway() {
    Path file = shell.tools().resolve("without-one-action.json");
    try {
      Files.writeString(file, withoutTheAction().toString());
    } catch (IOException e) {
      throw new LocalAwsException("writing " + file + ": " + e, e);
    }
    return "aws iam put-role-policy --role-name %s --policy-name %s --policy-document file://%s"
        .formatted(cluster.objectName(), POLICY, shell.checkout().root().relativize(file));
  }

  private JsonNode withoutTheAction() {
    JsonNode policy = tree(granted);
    for (JsonNode statement : policy.path("Statement")) {
      ArrayNode left = MAPPER.createArrayNode();
      for (JsonNode action : statement.path("Action")) {
        if (!action.asText().equals(ACTION)) {
          var _ = left.add(action);
        }
      }
      var _ = ((ObjectNode) statement).set("Action", left);
    }
    return policy;
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new LocalAwsException("reading a policy: " + e, e);
    }
  }
}
