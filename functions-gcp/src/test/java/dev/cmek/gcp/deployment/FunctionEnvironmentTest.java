package dev.cmek.gcp.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.functions.HttpFunction;
import dev.cmek.gcp.deployment.DeployedFunctions.Function;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.gcp.wiring.Wiring;
import dev.cmek.shared.wiring.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a function is told when it is deployed, and what it asks for when it is built.
class FunctionEnvironmentTest {

  private static final Map<String, String> VALUES =
      Map.of(
          "ALLOW_TEST_ENDPOINT", "false",
          "ALLOW_BEARER", "false",
          "CLOUD_API_URL", "https://cockroachlabs.cloud",
          "RUN_LIMIT", "PT2H",
          "SWEEP_PERIOD", "PT10M",
          "SECOND_LOOK_SECONDS", "60",
          "CALLBACK_HOSTS", "tickets.example",
          "CALLBACK_CA_PEM", "");

  /// An environment that knows what it was asked for.
  private static final class Asked extends HashMap<String, String> {

    private final Set<String> names = new TreeSet<>();

    @Override
    public @Nullable String get(Object name) {
      names.add((String) name);
      return super.get(name);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void asksForAllThatItIsToldAndNothingElse(Function function) throws Exception {
    Asked environment = new Asked();
    DeployedFunctions.read().environment().keySet().forEach(name -> put(environment, name));
    function.environment().keySet().forEach(name -> put(environment, name));

    HttpFunction built = build(function.entryPoint(), environment);

    assertThat(built).isNotNull();
    assertThat(environment.names).containsAll(function.environment().keySet());
  }

  static Stream<Function> functions() {
    return DeployedFunctions.read().functions().values().stream()
        .filter(function -> isThere(function.entryPoint()));
  }

  private static HttpFunction build(String entryPoint, Map<String, String> environment)
      throws ReflectiveOperationException {
    Wiring wiring =
        new GcpWiring(
            entryPoint,
            new Settings(environment),
            GoogleCredentials.create(new AccessToken("token", null)));
    Class<?> type = Class.forName(entryPoint);
    assertThat(type.getConstructor()).as("what the Functions Framework calls").isNotNull();
    return (HttpFunction) type.getConstructor(Wiring.class).newInstance(wiring);
  }

  private static boolean isThere(String entryPoint) {
    try {
      var _ = Class.forName(entryPoint);
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  private static void put(Asked environment, String name) {
    var _ = environment.put(name, VALUES.getOrDefault(name, "x-" + name.toLowerCase(Locale.ROOT)));
  }
}
