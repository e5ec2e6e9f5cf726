package dev.cmek.simulator.access;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/// A customer's account in an emulator of AWS that takes the account from a 12-digit access key id,
/// as LocalStack does. It only reads.
public final class AwsCustomerCloud implements CustomerCloud {
  private final URI endpoint;
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final Map<String, IamClient> iamByAccount = new ConcurrentHashMap<>();
  private final Map<Place, KmsClient> kmsByPlace = new ConcurrentHashMap<>();

  public AwsCustomerCloud(URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Optional<CustomerRole> findRole(RoleArn arn) {
    IamClient iam = iamByAccount.computeIfAbsent(arn.account(), this::iam);
    try {
      Role role = iam.getRole(request -> request.roleName(arn.name())).role();
      if (!role.arn().equals(arn.text())) {
        return Optional.empty(); // the same name under another path
      }
      return Optional.of(
          new CustomerRole(
              arn,
              role.createDate(),
              decoded(role.assumeRolePolicyDocument()),
              Stream.concat(inlinePolicies(iam, arn), attachedPolicies(iam, arn)).toList(),
              Optional.ofNullable(role.permissionsBoundary())
                  .map(boundary -> managedPolicy(iam, boundary.permissionsBoundaryArn()))));
    } catch (NoSuchEntityException _) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<CustomerKey> findKey(KeyArn arn) {
    KmsClient kms = kmsByPlace.computeIfAbsent(new Place(arn.account(), arn.region()), this::kms);
    try {
      KeyMetadata key = kms.describeKey(request -> request.keyId(arn.text())).keyMetadata();
      String policy =
          kms.getKeyPolicy(request -> request.keyId(arn.text()).policyName("default")).policy();
      return Optional.of(
          new CustomerKey(
              arn,
              key.creationDate(),
              key.keyStateAsString(),
              key.keySpecAsString(),
              key.keyUsageAsString(),
              policy));
    } catch (NotFoundException _) {
      return Optional.empty();
    }
  }

  private static Stream<String> inlinePolicies(IamClient iam, RoleArn arn) {
    List<String> names =
        iam
            .listRolePoliciesPaginator(request -> request.roleName(arn.name()))
            .policyNames()
            .stream()
            .toList();
    return names.stream()
        .map(name ->
            iam.getRolePolicy(request -> request.roleName(arn.name()).policyName(name))
                .policyDocument())
        .map(AwsCustomerCloud::decoded);
  }

  private static Stream<String> attachedPolicies(IamClient iam, RoleArn arn) {
    return iam
        .listAttachedRolePoliciesPaginator(request -> request.roleName(arn.name()))
        .attachedPolicies()
        .stream()
        .map(policy -> managedPolicy(iam, policy.policyArn()));
  }

  private static String managedPolicy(IamClient iam, String arn) {
    String version = iam.getPolicy(request -> request.policyArn(arn)).policy().defaultVersionId();
    return decoded(
        iam.getPolicyVersion(request -> request.policyArn(arn).versionId(version))
            .policyVersion()
            .document());
  }

  /// IAM answers documents percent-encoded; a plus sign in them is a plus sign.
  private static String decoded(String document) {
    if (document.stripLeading().startsWith("{")) {
      return document;
    }
    return URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private IamClient iam(String account) {
    return IamClient.builder()
        .endpointOverride(endpoint)
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(credentials(account))
        .httpClient(http)
        .build();
  }

  private KmsClient kms(Place place) {
    return KmsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(place.region()))
        .credentialsProvider(credentials(place.account()))
        .httpClient(http)
        .build();
  }

  private static StaticCredentialsProvider credentials(String account) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "any"));
  }

  @Override
  public void close() {
    iamByAccount.values().forEach(IamClient::close);
    kmsByPlace.values().forEach(KmsClient::close);
    http.close();
  }

  private record Place(String account, String region) {}
}
