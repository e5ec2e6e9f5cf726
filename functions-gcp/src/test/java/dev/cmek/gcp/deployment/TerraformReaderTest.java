package dev.cmek.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerraformReaderTest {

  @Test
  void readsBlocksAndAttributes() {
    Block file =
        TerraformReader.read(
            "main.tf",
            """
            # what it is
            resource "google_pubsub_topic" "this" {
              for_each = toset(["a", "b"]) # two
              name     = "cmek-${lower("}{")}"
              labels   = merge(var.labels, {
                of = "x"
              })

              lifecycle { prevent_destroy = true }
            }
            filter = <<-EOT
              state="} {"
            EOT
            """);

    Block topic = file.blocks("resource").getFirst();
    assertThat(topic.labels()).isEqualTo(List.of("google_pubsub_topic", "this"));
    assertThat(topic.attributes())
        .containsOnlyKeys("for_each", "name", "labels")
        .containsEntry("for_each", "toset([\"a\", \"b\"])")
        .containsEntry("name", "\"cmek-${lower(\"}{\")}\"");
    assertThat(topic.blocks("lifecycle").getFirst().attributes())
        .containsEntry("prevent_destroy", "true");
    assertThat(file.attributes()).containsOnlyKeys("filter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a = 1~b = [1, 2'          | line 2: expected an expression, with its brackets closed
          'a = (1]'                  | line 1: expected another bracket
          'a = "x~b = 2'             | line 1: expected the end of a quoted text
          'a = "${b'                 | line 1: expected the end of a quoted text
          'a = <<-END~b'             | line 1: expected the line END
          'a {~b = 1'                | line 2: expected the } of block a
          'a =~b = 1'                | line 1: expected an expression
          'a = 1~a = 2'              | line 2: expected another attribute than a second a
          'a = 1~}'                  | line 2: expected a block or an attribute
          'a = 1~= 2'                | line 2: expected a name
          """)
  void namesTheLineOfAMistake(String text, String message) {
    assertThatThrownBy(() -> TerraformReader.read("main.tf", text.replace('~', '\n')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("main.tf, " + message);
  }
}
