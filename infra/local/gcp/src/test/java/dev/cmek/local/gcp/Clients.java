package dev.cmek.local.gcp;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.api.gax.rpc.HeaderProvider;
import com.google.cloud.iam.admin.v1.IAMClient;
import com.google.cloud.iam.admin.v1.IAMSettings;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import dev.cmek.local.gcp.iam.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Google's own clients of a local Google Cloud, as somebody.
public final class Clients {

  private Clients() {}

  /// Cloud KMS over gRPC.
  public static KeyManagementServiceClient kms(GoogleCloud cloud, String member) {
    try {
      return KeyManagementServiceClient.create(
          KeyManagementServiceSettings.newBuilder()
              .setTransportChannelProvider(
                  KeyManagementServiceSettings.defaultGrpcTransportProviderBuilder()
                      .setEndpoint(cloud.grpcAddress())
                      .setChannelConfigurator(builder -> builder.usePlaintext())
                      .build())
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setHeaderProvider(as(member))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Cloud KMS over HTTP and JSON.
  public static KeyManagementServiceClient kmsInJson(GoogleCloud cloud, String member) {
    try {
      return KeyManagementServiceClient.create(
          KeyManagementServiceSettings.newHttpJsonBuilder()
              .setEndpoint(cloud.url().toString())
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setHeaderProvider(as(member))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// IAM over gRPC.
  public static IAMClient iam(GoogleCloud cloud, String member) {
    try {
      return IAMClient.create(
          IAMSettings.newBuilder()
              .setTransportChannelProvider(
                  IAMSettings.defaultGrpcTransportProviderBuilder()
                      .setEndpoint(cloud.grpcAddress())
                      .setChannelConfigurator(builder -> builder.usePlaintext())
                      .build())
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setHeaderProvider(as(member))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HeaderProvider as(String member) {
    return FixedHeaderProvider.create("authorization", "Bearer " + Caller.accessToken(member));
  }
}
