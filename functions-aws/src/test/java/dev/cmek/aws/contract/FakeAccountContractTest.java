package dev.cmek.aws.contract;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.Keys;
import dev.cmek.aws.policy.Policies;
import dev.cmek.aws.role.Roles;
import java.time.Instant;
import java.time.InstantSource;

/// The account in memory.
final class FakeAccountContractTest extends AccountContract {

  private final FakeAws aws =
      new FakeAws(InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));

  @Override
  Roles roles() {
    return aws.roles();
  }

  @Override
  Keys keys() {
    return aws.keys();
  }

  @Override
  Policies policies() {
    return aws.policies();
  }

  @Override
  String boundaryArn() {
    return "arn:aws:iam::111122223333:policy/CmekBoundary";
  }
}
