package dev.cmek.shared.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.json.Payloads;
import dev.cmek.shared.request.RequestExample;
import dev.cmek.shared.sweep.Batch;
import dev.cmek.shared.sweep.Batch.Listed;
import dev.cmek.shared.sweep.Look;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.sweep.Sweep;
import dev.cmek.shared.verify.Finding;
import dev.cmek.shared.verify.FindingCode;
import dev.cmek.shared.verify.FindingId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at one cluster with a key in each of two regions.
final class AlertExample {

  static final Instant NOW = Instant.parse("2026-11-22T03:10:00Z");
  static final ClusterId CLUSTER = RequestExample.CLUSTER;
  static final String ROLE =
      "arn:aws:iam::111122223333:role/cockroachdb-cmek/cmek-f78b7feb-b6cf-4396-9d7f-494982d7d81e";
  static final String KEY_1 =
      "arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000001";
  static final String KEY_2 =
      "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000002";
  static final List<RegionKey> KEYS =
      List.of(new RegionKey("eu-west-1", KEY_1, ROLE), new RegionKey("eu-central-1", KEY_2, ROLE));

  static final Finding DISABLED =
      new Finding(
          FindingCode.KEY_DISABLED,
          KEY_1,
          "the key is disabled",
          "aws kms enable-key --region eu-west-1 --key-id " + KEY_1);
  static final Finding OPEN =
      new Finding(
          FindingCode.KEY_OPEN_TO_EVERYONE,
          KEY_2,
          "statement Open of the key's policy allows everybody kms:Decrypt",
          "aws kms put-key-policy --region eu-central-1 --key-id "
              + KEY_2
              + " --policy-name default --policy '{\"Version\":\"2012-10-17\",\"Statement\":[]}'");
  static final Finding UNREACHABLE =
      new Finding(
          FindingCode.FACT_UNREACHABLE,
          "cluster " + CLUSTER,
          "the Cloud API does not say what CMEK looks like: HTTP 503",
          "Nothing, unless it lasts: then look at the Cloud API's status page");
  static final Finding ROTATION =
      new Finding(
          FindingCode.ROTATION_OFF,
          KEY_1,
          "automatic rotation is off",
          "aws kms enable-key-rotation --region eu-west-1 --key-id " + KEY_1);

  private AlertExample() {}

  /// The second of two looks, which both found this.
  static Look twice(String sweep, Instant at, Finding... findings) {
    return look(sweep, at, Protection.PROTECTED, ids(findings), findings);
  }

  /// The only look of its sweep.
  static Look once(String sweep, Instant at, Finding... findings) {
    return look(sweep, at, Protection.PROTECTED, null, findings);
  }

  /// Two looks that differ.
  static Look differing(String sweep, Instant at, List<Finding> earlier, Finding... findings) {
    return look(
        sweep, at, Protection.PROTECTED, earlier.stream().map(FindingId::of).toList(), findings);
  }

  static Look look(
      String sweep,
      Instant at,
      Protection protection,
      @Nullable List<FindingId> earlier,
      Finding... findings) {
    return new Look(
        CLUSTER,
        "orders-prod",
        sweep,
        at,
        protection,
        KEYS,
        List.of(),
        List.of(findings),
        List.of(),
        earlier,
        null,
        null,
        at);
  }

  /// The same with facts that just changed.
  static Look withFacts(Look look, String before, String after) {
    return new Look(
        look.clusterId(),
        look.name(),
        look.sweep(),
        look.at(),
        look.protection(),
        look.keys(),
        look.bareRegions(),
        look.findings(),
        look.notEvaluated(),
        look.earlier(),
        json(after),
        json(before),
        look.at());
  }

  static Sweep sweep(String id, boolean whole) {
    return new Sweep(id, "arn:execution:" + id, NOW, whole, null, "org-1", 1_667, 60);
  }

  static Batch batch(ClusterId... clusters) {
    return new Batch(
        1,
        Arrays.stream(clusters)
            .map(id ->
                new Listed(
                    id,
                    "orders-prod",
                    "ADVANCED",
                    "AWS",
                    "CREATED",
                    "444455556666",
                    List.of("eu-west-1")))
            .toList());
  }

  static JsonNode json(String text) {
    return Payloads.tree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static List<FindingId> ids(Finding... findings) {
    return Arrays.stream(findings).map(FindingId::of).toList();
  }
}
