package dev.cmek.shared.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cmek.shared.cluster.Manifest;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.request.AccessGrant;
import dev.cmek.shared.request.Acknowledgement;
import dev.cmek.shared.request.KeyStrategy;
import dev.cmek.shared.request.OnboardingRequest;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.Operation;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.sweep.Coverage;
import dev.cmek.shared.sweep.Protection;
import dev.cmek.shared.verify.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `infra/openapi.yaml` describes what the door does, and nothing else.
final class OpenApiTest {

  private static final JsonNode API = read();
  private static final JsonNode SCHEMAS = API.path("components").path("schemas");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  @Test
  void hasExactlyTheDoorsRoutes() {
    Set<String> described = new TreeSet<>();
    API.path("paths")
        .properties()
        .forEach(path ->
            path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation ->
                    described.add(
                        operation.getValue().path("operationId").asText()
                            + " "
                            + operation.getKey()
                            + " "
                            + path.getKey())));

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Route.values())
                .map(r -> r + " " + r.method().toLowerCase(Locale.ROOT) + " " + r.template())
                .toList());
  }

  @ParameterizedTest
  @MethodSource
  void namesEveryValue(String pointer, List<String> values) {
    JsonNode enumeration = SCHEMAS.at(pointer);

    assertThat(texts(enumeration)).containsExactlyElementsOf(values);
  }

  static List<Arguments> namesEveryValue() {
    return List.of(
        Arguments.of("/Protection/enum", names(Protection.values())),
        Arguments.of("/Severity/enum", names(Severity.values())),
        Arguments.of("/Problem/properties/code/enum", names(Problem.Code.values())),
        Arguments.of("/Run/properties/state/enum", names(RunView.State.values())),
        Arguments.of("/Run/properties/result/enum", names(RunResult.values())),
        Arguments.of(
            "/Run/properties/operation/enum",
            Arrays.stream(Operation.values()).map(Operation::word).toList()),
        Arguments.of("/Onboarding/properties/keyStrategy/enum", names(KeyStrategy.values())),
        Arguments.of("/Onboarding/properties/accessGrant/enum", names(AccessGrant.values())),
        Arguments.of(
            "/Onboarding/properties/acknowledge/items/enum", names(Acknowledgement.values())));
  }

  @ParameterizedTest
  @MethodSource("answered")
  void namesEveryMemberOfAnAnswer(String schema, Class<?> type) {
    assertThat(members(schema)).containsExactlyInAnyOrderElementsOf(members(type, true));
    assertThat(texts(SCHEMAS.path(schema).path("required")))
        .containsExactlyInAnyOrderElementsOf(members(type, false));
    assertThat(SCHEMAS.path(schema).path("additionalProperties").asBoolean(true)).isFalse();
  }

  static List<Arguments> answered() {
    return List.of(
        Arguments.of("Run", RunView.class),
        Arguments.of("Failure", RunAnswer.Failure.class),
        Arguments.of("Manifest", Manifest.class),
        Arguments.of("RegionSpec", Manifest.RegionSpec.class),
        Arguments.of("KeySpec", Manifest.KeySpec.class),
        Arguments.of("Change", Change.class),
        Arguments.of("Cluster", ClusterView.class),
        Arguments.of("RegionKey", RegionKey.class),
        Arguments.of("Finding", ClusterView.Found.class),
        Arguments.of("Coverage", CoveragePage.class),
        Arguments.of("CoverageEntry", Coverage.Entry.class),
        Arguments.of("Problem", Problem.Document.class));
  }

  @Test
  void namesEveryMemberOfARequest() {
    assertThat(members("Onboarding"))
        .containsExactlyInAnyOrderElementsOf(members(OnboardingRequest.class, true));
    assertThat(members("Ticket")).containsExactlyInAnyOrderElementsOf(members(Ticket.class, true));
    assertThat(texts(SCHEMAS.path("Ticket").path("required"))).containsExactly("system", "key");
  }

  @ParameterizedTest
  @EnumSource(
      value = Problem.Code.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ROUTE_UNKNOWN", "METHOD_NOT_ALLOWED"})
  void showsAnExampleOfEveryProblemThatAPathCanAnswerWith(Problem.Code code) {
    JsonNode shown =
        API.path("components").path("responses").findValues("value").stream()
            .filter(value -> value.path("code").asText().equals(code.name()))
            .findFirst()
            .orElseThrow();
    JsonNode answered = OpenDoor.json(new Problem(code, "x").answer());
    for (String member : List.of("type", "title", "status")) {
      assertThat(shown.path(member)).isEqualTo(answered.path(member));
    }
  }

  @Test
  void filesEveryProblemUnderItsOwnStatus() {
    Map<String, String> statuses =
        API.path("components").path("responses").properties().stream()
            .filter(response -> !response.getValue().findValues("code").isEmpty())
            .collect(
                Collectors.toMap(
                    response -> "#/components/responses/" + response.getKey(),
                    response -> response.getValue().findValue("status").asText()));

    Stream<Map.Entry<String, JsonNode>> filed =
        API.path("paths").findValues("responses").stream().flatMap(r -> r.properties().stream());

    assertThat(filed)
        .hasSizeGreaterThan(40)
        .allSatisfy(response ->
            assertThat(response.getKey())
                .isEqualTo(
                    statuses.getOrDefault(
                        response.getValue().path("$ref").asText(), response.getKey())));
  }

  @Test
  void namesTheHeadersThatProveWhoSendsARequest() {
    JsonNode schemes = API.path("components").path("securitySchemes");

    assertThat(schemes.path("keyId").path("name").asText()).isEqualTo(Signature.KEY_ID_HEADER);
    assertThat(schemes.path("timestamp").path("name").asText())
        .isEqualTo(Signature.TIMESTAMP_HEADER);
    assertThat(schemes.path("signature").path("name").asText()).isEqualTo(Signature.HEADER);
  }

  private static Set<String> members(String schema) {
    Set<String> names = new TreeSet<>();
    SCHEMAS.path(schema).path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> members(Class<?> type, boolean optionalToo) {
    return Arrays.stream(type.getRecordComponents())
        .filter(c -> optionalToo || !c.getAnnotatedType().isAnnotationPresent(Nullable.class))
        .map(OpenApiTest::name)
        .toList();
  }

  private static String name(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Files.readString(Path.of("..", "infra", "openapi.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
