package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalStackInstall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The templates as CloudFormation would read them.
final class TemplateIT {

  private static final Checkout CHECKOUT = Checkout.current();
  private static final Path TEMPLATE = CHECKOUT.root().resolve("infra/aws/template.yaml");

  @Test
  void cfnLintFindsNothing() throws IOException, InterruptedException {
    Path python = new LocalStackInstall(CHECKOUT).ensure(_ -> {});

    Process lint =
        new ProcessBuilder(
                python.toString(),
                python.resolveSibling("cfn-lint").toString(),
                TEMPLATE.toString(),
                TEMPLATE.resolveSibling("change-events.yaml").toString())
            .redirectErrorStream(true)
            .start();
    String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(findings).isEmpty();
    assertThat(lint.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Boundary",
        "StateBucket",
        "StateBucketPolicy",
        "EvidenceBucket",
        "EvidenceBucketPolicy"
      })
  void keysInUseOutliveTheStackWith(String resource) throws IOException {
    String properties =
        Pattern.compile("\\R {2}" + resource + ":\\R((?: {4}.*\\R|\\R)+)")
            .matcher(Files.readString(TEMPLATE))
            .results()
            .map(match -> match.group(1))
            .findFirst()
            .orElseThrow();

    assertThat(properties)
        .contains("    DeletionPolicy: Retain\n", "    UpdateReplacePolicy: Retain\n");
  }
}
