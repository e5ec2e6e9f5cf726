package dev.cmek.local.run;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/// A cluster of three regions with a key in each, granted by the role's policy: onboarded in one
/// batch with messages that nobody can work with; asked for again; its trust changed by others, and
/// mended.
///
/// @param poison id of the message that is no event
/// @param standing after the first run
/// @param executions how many there were when the same event had come three times
/// @param writes to IAM and KMS, before and after it came under another id
/// @param evidence how many records there were before and after a repeated Record
record ThreeRegions(
    String poison,
    Ended onboarded,
    Standing standing,
    int executions,
    Ended underAnotherId,
    Change writes,
    Ended refused,
    Ended mended,
    Standing afterwards,
    InvokeResponse recordedAgain,
    Change evidence) {

  static final String CLUSTER = "f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  static final List<String> REGIONS = List.of("eu-central-1", "us-east-1", "ap-southeast-2");
  static final String POISON = "{\"specversion\":\"1.0\",\"id\":\"poison\"";

  /// A number at two times.
  record Change(long before, long after) {}

  static ThreeRegions play(TestCloud cloud) {
    Order order =
        new Order(
            "three-regions",
            CLUSTER,
            """
            {"keyStrategy":"KEY_PER_REGION","accessGrant":"ROLE_POLICY","rotationPeriodDays":180,
             "labels":{"team":"payments"},
             "ticket":{"system":"jira","key":"SEC-123",
                       "callbackUrl":"https://tickets.example/hook?secret=sesame"}}
            """);
    cloud.cloudApi().addCluster(CLUSTER, "orders-prod", REGIONS.toArray(String[]::new));
    String poison = cloud.send(POISON, order.body(), UnknownCluster.ORDER.body()).getFirst();
    Ended onboarded = cloud.awaitEnd(CLUSTER, 1);
    Standing standing = cloud.standing(CLUSTER);

    for (String again : cloud.send(order.body(), order.body())) {
      cloud.awaitAtTheDoor(again, "KNOWN");
    }
    int executions = cloud.executions(CLUSTER).size();

    long writesBefore = writes(cloud, standing);
    var _ = cloud.send(new Order("three-regions-again", CLUSTER, order.choices()).body());
    Ended underAnotherId = cloud.awaitEnd(CLUSTER, 2);
    long writesAfter = writes(cloud, standing);

    var _ =
        cloud
            .iam()
            .updateAssumeRolePolicy(r ->
                r.roleName("cmek-" + CLUSTER)
                    .policyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                         "Principal":{"AWS":"arn:aws:iam::333333333333:root"}}]}
                        """));
    var _ = cloud.send(new Order("trust-changed", CLUSTER, order.choices()).body());
    Ended refused = cloud.awaitEnd(CLUSTER, 3);
    Ended mended =
        cloud.awaitEnd(
            cloud
                .sfn()
                .startExecution(r ->
                    r.stateMachineArn(cloud.provisionArn())
                        .input(new Order("SEC-140", CLUSTER, order.choices()).repair()))
                .executionArn());

    int evidenceBefore = cloud.evidence(CLUSTER).size();
    InvokeResponse recordedAgain =
        cloud
            .lambda()
            .invoke(r ->
                r.functionName("cmek-Record")
                    .payload(SdkBytes.fromUtf8String(mended.input("Record").toString())));
    int evidenceAfter = cloud.evidence(CLUSTER).size();
    return new ThreeRegions(
        poison,
        onboarded,
        standing,
        executions,
        underAnotherId,
        new Change(writesBefore, writesAfter),
        refused,
        mended,
        cloud.standing(CLUSTER),
        recordedAgain,
        new Change(evidenceBefore, evidenceAfter));
  }

  private static long writes(TestCloud cloud, Standing standing) {
    List<String> names =
        Stream.concat(Stream.of(CLUSTER), standing.keyArns().stream())
            .map(name -> name.substring(name.indexOf('/') + 1))
            .toList();
    return cloud.calls().stream()
        .filter(call -> call.isWriteTo("Iam", "Kms"))
        .filter(call -> call.isAbout(names))
        .count();
  }
}
