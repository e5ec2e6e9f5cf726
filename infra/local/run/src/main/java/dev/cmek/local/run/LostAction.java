package dev.cmek.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.aws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One of the five actions, taken out of the policy of a cluster's role.
final class LostAction implements CustomerCloud.Loss {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ACTION = "kms:Decrypt";
  private static final String POLICY = "cmek";

  private final SampleCluster cluster;
  private final CustomerAws aws;
  private final String granted;

  /// @param cluster one that is granted by the role's policy
  LostAction(SampleCluster cluster, CustomerAws aws) {
    this.cluster = cluster;
    this.aws = aws;
    this.granted = aws.rolePolicy(cluster.objectName(), POLICY);
  }

  @Override
  public String deed() {
    return "one of the five actions away from " + cluster.name();
  }

  @Override
  public String missing() {
    return ACTION;
  }

  @Override
  public String where() {
    return cluster.objectName();
  }

  @Override
  public String command(Shell shell) {
    Path file = shell.tools().resolve("without-one-action.json");
    try {
      Files.writeString(file, withoutTheAction().toString());
    } catch (IOException e) {
      throw new LocalAwsException("writing " + file + ": " + e, e);
    }
    return "aws iam put-role-policy --role-name %s --policy-name %s --policy-document file://%s"
        .formatted(cluster.objectName(), POLICY, shell.checkout().root().relativize(file));
  }

  @Override
  public boolean isMended() {
    return tree(aws.rolePolicy(cluster.objectName(), POLICY)).equals(tree(granted));
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
