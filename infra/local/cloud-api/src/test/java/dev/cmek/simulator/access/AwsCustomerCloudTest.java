package dev.cmek.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The adapter against answers as IAM and KMS give them.
final class AwsCustomerCloudTest {
  private static final String TRUST = "{\"Statement\":[{\"Sid\":\"a+b c\"}]}";
  private static final String INLINE = "{\"Statement\":[{\"Sid\":\"Inline\"}]}";
  private static final String MANAGED = "{\"Statement\":[{\"Sid\":\"Managed\"}]}";

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Set<String> credentialScopes = new ConcurrentSkipListSet<>();
  private HttpServer aws;
  private AwsCustomerCloud cloud;

  @SuppressWarnings("NullAway.Init")
  AwsCustomerCloudTest() {}

  @BeforeEach
  void start() throws IOException {
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext("/", this::serve);
    aws.start();
    cloud = new AwsCustomerCloud(URI.create("http://127.0.0.1:" + aws.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    cloud.close();
    aws.stop(0);
  }

  @Test
  void aRoleComesWithAllThatBoundsIt() {
    // given
    answers.put("GetRole", role("/cmek/", boundary()));
    answers.put(
        "ListRolePolicies",
        "<IsTruncated>false</IsTruncated><PolicyNames><member>p</member></PolicyNames>");
    answers.put(
        "GetRolePolicy",
        "<RoleName>orders</RoleName><PolicyName>p</PolicyName><PolicyDocument>"
            + encoded(INLINE)
            + "</PolicyDocument>");
    answers.put(
        "ListAttachedRolePolicies",
        """
        <IsTruncated>false</IsTruncated><AttachedPolicies><member><PolicyName>m</PolicyName>
        <PolicyArn>arn:aws:iam::222233334444:policy/m</PolicyArn></member></AttachedPolicies>\
        """);
    answers.put("GetPolicy", "<Policy><DefaultVersionId>v3</DefaultVersionId></Policy>");
    answers.put(
        "GetPolicyVersion",
        "<PolicyVersion><Document>" + encoded(MANAGED) + "</Document></PolicyVersion>");

    // when
    CustomerRole role = cloud.findRole(RoleArn.parse(Setup.ROLE)).orElseThrow();

    // then
    assertThat(role.trust()).isEqualTo(TRUST);
    assertThat(role.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(role.policies()).containsExactly(INLINE, MANAGED);
    assertThat(role.boundary()).contains(MANAGED);
    assertThat(credentialScopes).allMatch(scope -> scope.startsWith("222233334444/"));
  }

  @Test
  void theSameNameUnderAnotherPathIsAnotherRole() {
    answers.put("GetRole", role("/other/", ""));

    assertThat(cloud.findRole(RoleArn.parse(Setup.ROLE))).isEmpty();
  }

  @Test
  void aMissingRoleIsAbsent() {
    answers.put("GetRole", "404 NoSuchEntity");

    assertThat(cloud.findRole(RoleArn.parse(Setup.ROLE))).isEmpty();
  }

  @Test
  void aKeyComesWithItsPolicyFromItsRegion() {
    // given
    answers.put(
        "TrentService.DescribeKey",
        """
        {"KeyMetadata":{"KeyId":"mrk-1","Arn":"%s","CreationDate":1772366400.5,
          "KeyState":"Enabled","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT"}}\
        """
            .formatted(Setup.KEY));
    answers.put("TrentService.GetKeyPolicy", "{\"Policy\":\"{}\",\"PolicyName\":\"default\"}");

    // when
    CustomerKey key = cloud.findKey(KeyArn.parse(Setup.KEY)).orElseThrow();

    // then
    assertThat(key)
        .isEqualTo(
            new CustomerKey(
                KeyArn.parse(Setup.KEY),
                Instant.parse("2026-03-01T12:00:00.500Z"),
                "Enabled",
                "SYMMETRIC_DEFAULT",
                "ENCRYPT_DECRYPT",
                "{}"));
    assertThat(credentialScopes)
        .allMatch(scope -> scope.matches("222233334444/\\d+/us-east-1/kms/aws4_request"));
  }

  @Test
  void aMissingKeyIsAbsent() {
    answers.put("TrentService.DescribeKey", "400 NotFoundException");

    assertThat(cloud.findKey(KeyArn.parse(Setup.KEY))).isEmpty();
  }

  private static String role(String path, String more) {
    return """
    <Role><Path>%1$s</Path><RoleName>orders</RoleName><RoleId>AROA1</RoleId>
    <Arn>arn:aws:iam::222233334444:role%1$sorders</Arn><CreateDate>2026-03-01T12:00:00Z</CreateDate>
    <AssumeRolePolicyDocument>%2$s</AssumeRolePolicyDocument>%3$s</Role>\
    """
        .formatted(path, encoded(TRUST), more);
  }

  private static String boundary() {
    return """
    <PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>
    <PermissionsBoundaryArn>arn:aws:iam::222233334444:policy/b</PermissionsBoundaryArn>
    </PermissionsBoundary>\
    """;
  }

  private static String encoded(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2B", "+");
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String scope = exchange.getRequestHeaders().getFirst("Authorization");
      credentialScopes.add(scope.replaceAll(".*Credential=([^,]+),.*", "$1"));
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      if (target == null) {
        Matcher action = Pattern.compile("Action=(\\w+)").matcher(body);
        assertThat(action.find()).isTrue();
        answerIam(exchange, action.group(1));
      } else {
        answerKms(exchange, target);
      }
    }
  }

  private void answerIam(HttpExchange exchange, String action) throws IOException {
    String answer = answers.getOrDefault(action, "");
    if (answer.startsWith("404 ")) {
      String code = answer.substring(4);
      send(
          exchange,
          404,
          "<ErrorResponse><Error><Type>Sender</Type><Code>"
              + code
              + "</Code></Error></ErrorResponse>");
      return;
    }
    send(
        exchange,
        200,
        "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(action, answer));
  }

  private void answerKms(HttpExchange exchange, String target) throws IOException {
    String answer = answers.getOrDefault(target, "{}");
    if (answer.startsWith("400 ")) {
      send(exchange, 400, "{\"__type\":\"" + answer.substring(4) + "\"}");
      return;
    }
    send(exchange, 200, answer);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
