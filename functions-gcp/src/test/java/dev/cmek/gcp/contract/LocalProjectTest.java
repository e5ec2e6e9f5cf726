package dev.cmek.gcp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.iam.v1.Policy;
import com.google.type.Expr;
import dev.cmek.gcp.account.Accounts;
import dev.cmek.gcp.binding.Bindings;
import dev.cmek.gcp.call.GoogleError;
import dev.cmek.gcp.call.GoogleError.Code;
import dev.cmek.gcp.key.CryptoKey;
import dev.cmek.gcp.key.Keys;
import dev.cmek.gcp.key.NewKey;
import dev.cmek.gcp.key.Rotation;
import dev.cmek.gcp.wiring.GcpWiring;
import dev.cmek.local.gcp.GoogleCloud;
import dev.cmek.local.gcp.iam.Caller;
import dev.cmek.local.gcp.settings.Fault;
import dev.cmek.shared.gcp.CryptoKeyName;
import dev.cmek.shared.gcp.IamPolicy;
import dev.cmek.shared.gcp.IamPolicy.Binding;
import dev.cmek.shared.gcp.IamPolicy.Condition;
import dev.cmek.shared.gcp.ServiceAccountEmail;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.wiring.Settings;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The adapters as functions are wired with them, on a local Google Cloud.
final class LocalProjectTest extends ProjectContract {

  private final GoogleCloud cloud = GoogleCloud.start(GoogleCloud.Options.free());
  private final GcpWiring wiring =
      new GcpWiring(
          "Test",
          new Settings(
              Map.of(
                  "ALLOW_TEST_ENDPOINT", "true",
                  "KMS_ENDPOINT", cloud.url().toString(),
                  "IAM_ENDPOINT", cloud.url().toString())),
          GoogleCredentials.create(
              new AccessToken(
                  Caller.accessToken(Caller.OWNER.member()),
                  Date.from(Instant.now().plus(Duration.ofHours(1))))));

  @BeforeEach
  void createProjects() {
    cloud.iam().createProject(PROJECT, 123_456_789_012L);
    cloud.iam().createProject(VENDOR.project(), 210_987_654_321L);
    String _ = cloud.iam().createServiceAccount(VENDOR.project(), VENDOR.id());
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Override
  Accounts accounts() {
    return wiring.accounts();
  }

  @Override
  Keys keys() {
    return wiring.keys();
  }

  @Override
  Bindings bindings() {
    return wiring.bindings();
  }

  @Override
  void othersGrant(CryptoKeyName key, Binding binding) {
    grant(key.toString(), binding);
  }

  @Override
  void othersGrant(ServiceAccountEmail account, Binding binding) {
    grant(account.resourceName(), binding);
  }

  @Test
  void aKeyCanBeSavedForAsLongAsCloudKmsAllows() {
    CryptoKey _ = createKey();

    assertThat(wiring.factSource().key(KEY).metadata().toString()).contains("PT2880H");
  }

  @Test
  void aKeyWhoseAnswerWasLostIsTheOneThatWasCreated() {
    cloud.faults().add(new Fault("CreateCryptoKey", 1, Status.Code.UNAVAILABLE, "lost", true));

    CryptoKey created = createKey();

    assertThat(keys().find(KEY)).contains(created);
  }

  @Test
  void aLocationThatKeepsNoKeysIsNamed() {
    CryptoKeyName nowhere =
        new CryptoKeyName(PROJECT, "europe-nowhere1", KEY.keyRing(), KEY.cryptoKey());

    assertThatThrownBy(() -> make(keys().createRing(nowhere)))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).isEqualTo(Reason.BAD_REQUEST))
        .hasMessageContaining("europe-nowhere1");
  }

  @ParameterizedTest
  @CsvSource({"ABORTED,SERVICE_UNAVAILABLE", "PERMISSION_DENIED,MISSING_RIGHT"})
  void errorsOfCloudKmsStop(Status.Code code, Reason reason) {
    cloud.faults().add(new Fault("GetCryptoKey", 1, code, "so it is", false));

    assertThatThrownBy(() -> keys().find(KEY))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.reason()).isEqualTo(reason))
        .hasMessageContaining("so it is");
  }

  @ParameterizedTest
  @CsvSource({"FAILED_PRECONDITION", "INVALID_ARGUMENT", "ALREADY_EXISTS"})
  void otherErrorsOfCloudKmsKeepTheirName(Code code) {
    cloud
        .faults()
        .add(new Fault("GetCryptoKey", 1, Status.Code.valueOf(code.name()), "so it is", false));

    assertThatThrownBy(() -> keys().find(KEY))
        .isInstanceOfSatisfying(GoogleError.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("so it is");
  }

  private CryptoKey createKey() {
    String _ = make(keys().createRing(KEY));
    return make(
        keys()
            .create(
                new NewKey(
                    KEY,
                    new Rotation(Instant.parse("2099-11-22T10:00:00Z"), Duration.ofDays(365)),
                    Map.of())));
  }

  private void grant(String resource, Binding binding) {
    com.google.iam.v1.Binding.Builder wanted =
        com.google.iam.v1.Binding.newBuilder()
            .setRole(binding.role())
            .addAllMembers(binding.members());
    Condition condition = binding.condition();
    if (condition != null) {
      wanted.setCondition(
          Expr.newBuilder()
              .setTitle(condition.title())
              .setDescription(condition.description())
              .setExpression(condition.expression()));
    }
    Policy before = cloud.iam().policies().read(resource, IamPolicy.VERSION);
    Policy _ =
        cloud
            .iam()
            .policies()
            .write(
                resource,
                before.toBuilder().setVersion(IamPolicy.VERSION).addBindings(wanted).build());
  }
}
