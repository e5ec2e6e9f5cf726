package dev.cmek.simulator;

import dev.cmek.simulator.access.CustomerCloud;
import dev.cmek.simulator.access.CustomerKey;
import dev.cmek.simulator.access.CustomerRole;
import dev.cmek.simulator.access.KeyArn;
import dev.cmek.simulator.access.RoleArn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A customer's account in memory, with what a right procedure sets up in it.
final class CustomerInMemory implements CustomerCloud {
  static final String ACCOUNT = "222233334444";
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/cmek/orders-prod";

  private final Map<RoleArn, CustomerRole> roles = new ConcurrentHashMap<>();
  private final Map<KeyArn, CustomerKey> keys = new ConcurrentHashMap<>();

  static String key(String region) {
    return key(region, "11111111-0000-0000-0000-000000000001");
  }

  static String key(String region, String id) {
    return "arn:aws:kms:%s:%s:key/%s".formatted(region, ACCOUNT, id);
  }

  /// A role that the vendor may assume and that may use every key.
  void addRole(String vendorAccount, String externalId, Instant createdAt) {
    String trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
          "Principal":{"AWS":"arn:aws:iam::%s:root"},
          "Condition":{"StringEquals":{"sts:ExternalId":"%s"}}}]}\
        """
            .formatted(vendorAccount, externalId);
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":
          ["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey*","kms:DescribeKey","kms:ReEncrypt*"]}]}\
        """;
    RoleArn arn = RoleArn.parse(ROLE);
    roles.put(arn, new CustomerRole(arn, createdAt, trust, List.of(policy), Optional.empty()));
  }

  void removeRole() {
    roles.clear();
  }

  /// A key that leaves access to the policies of its account.
  void addKey(String uri, Instant createdAt) {
    KeyArn arn = KeyArn.parse(uri);
    String policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*",
          "Principal":{"AWS":"arn:aws:iam::%s:root"}}]}\
        """
            .formatted(ACCOUNT);
    keys.put(
        arn,
        new CustomerKey(arn, createdAt, "Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", policy));
  }

  @Override
  public Optional<CustomerRole> findRole(RoleArn role) {
    return Optional.ofNullable(roles.get(role));
  }

  @Override
  public Optional<CustomerKey> findKey(KeyArn key) {
    return Optional.ofNullable(keys.get(key));
  }
}
