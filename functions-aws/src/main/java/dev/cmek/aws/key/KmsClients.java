package dev.cmek.aws.key;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.services.kms.KmsClient;

/// A KMS client per region, made when the region is first asked for.
public final class KmsClients {

  private final Map<String, KmsClient> ordinary = new ConcurrentHashMap<>();
  private final Map<String, KmsClient> withoutRetry = new ConcurrentHashMap<>();
  private final Function<String, KmsClient> makeOrdinary;
  private final Function<String, KmsClient> makeWithoutRetry;

  /// Clients as these functions make them.
  ///
  /// @param makeWithoutRetry for calls that must not be sent twice
  public KmsClients(
      Function<String, KmsClient> makeOrdinary, Function<String, KmsClient> makeWithoutRetry) {
    this.makeOrdinary = makeOrdinary;
    this.makeWithoutRetry = makeWithoutRetry;
  }

  public KmsClient in(String region) {
    return ordinary.computeIfAbsent(region, makeOrdinary);
  }

  /// A lost answer is the caller's: the client sends nothing twice.
  KmsClient withoutRetry(String region) {
    return withoutRetry.computeIfAbsent(region, makeWithoutRetry);
  }
}
