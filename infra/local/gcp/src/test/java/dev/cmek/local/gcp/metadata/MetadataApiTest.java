package dev.cmek.local.gcp.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.gcp.rest.RestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That the real auth library is content with it: `FunctionHostTest`, in a process of its own.
class MetadataApiTest {

  private static final String EMAIL = "cmek-fetch-cluster@cmek-local.iam.gserviceaccount.com";

  private final RestServer server = new RestServer(0, List.of(new MetadataApi()));
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /instance/service-accounts/default/email                   | EMAIL
          /project/project-id                                        | cmek-local
          /universe/universe-domain                                  | googleapis.com
          /instance/service-accounts/default/identity?audience=https://a | as:serviceAccount:EMAIL;aud=https://a
          /instance/service-accounts/default/token                   | {"access_token":"as:serviceAccount:EMAIL","expires_in":3599,"token_type":"Bearer"}
          """)
  void answersForTheAccountInFrontOfThePath(String path, String body) throws Exception {
    HttpResponse<String> answer = get("/" + EMAIL + "/computeMetadata/v1" + path, "Google");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Metadata-Flavor")).contains("Google");
    assertThat(answer.body()).isEqualTo(body.replace("EMAIL", EMAIL));
  }

  @ParameterizedTest
  @CsvSource({
    "/instance/service-accounts/default/token, other, 403",
    "/instance/service-accounts/default/identity, Google, 400",
    "/instance/attributes/ssh-keys, Google, 404",
  })
  void refuses(String path, String flavor, int status) throws Exception {
    HttpResponse<String> answer = get("/" + EMAIL + "/computeMetadata/v1" + path, flavor);

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void knowsNobodyWithoutAnAccount() throws Exception {
    HttpResponse<String> answer =
        get("/computeMetadata/v1/instance/service-accounts/default/token", "Google");

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path, String flavor) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Metadata-Flavor", flavor)
            .build(),
        BodyHandlers.ofString());
  }
}
