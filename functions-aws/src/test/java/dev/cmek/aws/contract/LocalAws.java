package dev.cmek.aws.contract;

import dev.cmek.aws.call.AwsCalls;
import dev.cmek.aws.key.KmsClients;
import dev.cmek.local.aws.AwsAccount;
import dev.cmek.local.aws.Checkout;
import dev.cmek.local.aws.LocalStack;
import dev.cmek.local.aws.LocalStackInstall;
import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/// A LocalStack for all tests of the adapters, and clients as the functions make them.
final class LocalAws implements AutoCloseable {

  static final Region REGION = Region.EU_WEST_1;

  private final LocalStack localStack;

  private LocalAws() {
    Checkout checkout = Checkout.current();
    localStack =
        LocalStack.start(
            new LocalStackInstall(checkout).ensure(_ -> {}),
            LocalStack.Options.of(checkout, "test-adapters"));
  }

  URI endpoint() {
    return localStack.endpoint();
  }

  AwsAccount account() {
    return localStack.account(AccountContract.NAMING.account(), REGION);
  }

  /// A client of the whole service.
  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return account().client(builder);
  }

  static AwsCalls calls() {
    return new AwsCalls("EnsureKey");
  }

  /// Keys' clients, as `AwsWiring` makes them.
  KmsClients kms() {
    return kms(account());
  }

  static KmsClients kms(AwsAccount account) {
    return new KmsClients(
        region -> account.in(Region.of(region)).client(KmsClient.builder()),
        region ->
            account
                .in(Region.of(region))
                .client(
                    KmsClient.builder()
                        .overrideConfiguration(
                            c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))));
  }

  @Override
  public void close() {
    localStack.close();
  }

  /// Gives the same one to all test classes; it ends with the last of them.
  static final class Once implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == LocalAws.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(LocalAws.class))
          .getOrComputeIfAbsent(LocalAws.class, _ -> new LocalAws(), LocalAws.class);
    }
  }
}
