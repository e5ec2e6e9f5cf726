package dev.cmek.aws.verify;

import dev.cmek.aws.account.FakeAws;
import dev.cmek.aws.key.Key;
import dev.cmek.aws.role.Role;
import dev.cmek.shared.iam.Arn;
import dev.cmek.shared.iam.NamedPolicy;
import dev.cmek.shared.iam.PolicyDocument;
import dev.cmek.shared.iam.Statement;
import dev.cmek.shared.step.Reason;
import dev.cmek.shared.step.Stop;
import dev.cmek.shared.verify.Reading;
import dev.cmek.shared.verify.Reading.Absent;
import dev.cmek.shared.verify.Reading.Denied;
import dev.cmek.shared.verify.Reading.Read;
import dev.cmek.shared.verify.Reading.Unreachable;
import dev.cmek.shared.verify.aws.AwsFactSource;
import dev.cmek.shared.verify.aws.AwsPolicyTexts;
import dev.cmek.shared.verify.aws.KeyFacts;
import dev.cmek.shared.verify.aws.KeyFacts.Metadata;
import dev.cmek.shared.verify.aws.KeyFacts.MultiRegion;
import dev.cmek.shared.verify.aws.KeyFacts.Rotation;
import dev.cmek.shared.verify.aws.RoleFacts;
import dev.cmek.shared.verify.aws.RoleFacts.Identity;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The facts of the account in memory, where nobody attaches managed policies.
public final class FakeFacts implements AwsFactSource {

  /// What every boundary says, as in the template.
  public static final PolicyDocument BOUNDARY =
      PolicyDocument.of(
          Statement.allow("CmekBoundary")
              .actions(AwsPolicyTexts.ACTIONS)
              .on("arn:aws:kms:*:" + FakeAws.NAMING.account() + ":key/*")
              .build());

  private final FakeAws aws;

  public FakeFacts(FakeAws aws) {
    this.aws = aws;
  }

  @Override
  public RoleFacts role(String arn) {
    String name = Arn.find(arn).map(Arn::name).orElse("");
    Reading<Role> role =
        reading(
            "iam:GetRole",
            () -> aws.roles().find(name).filter(found -> found.arn().toString().equals(arn)));
    if (role instanceof Absent<Role>) {
      return RoleFacts.absent(arn);
    }
    return new RoleFacts(
        arn,
        mapped(role, FakeFacts::identity),
        reading("iam:GetRolePolicy", () -> Optional.of(inline(name))),
        Reading.of(List.of()),
        role.find().map(Role::boundaryArn).isPresent() ? Reading.of(BOUNDARY) : new Absent<>());
  }

  @Override
  public KeyFacts key(String arn) {
    Arn id = Arn.parse(arn);
    Reading<Key> key = reading("kms:DescribeKey", () -> aws.keys().find(id));
    if (key instanceof Absent<Key>) {
      return KeyFacts.absent(arn);
    }
    return new KeyFacts(
        arn,
        mapped(key, this::metadata),
        reading("kms:GetKeyPolicy", () -> aws.policies().findKeyPolicy(id)),
        Reading.of(aws.keys().grants(id)),
        Reading.of(new Rotation(aws.keys().rotates(id), null)),
        mapped(key, Key::tags));
  }

  private List<NamedPolicy> inline(String roleName) {
    return aws.policies().findInline(roleName).stream()
        .map(policy -> new NamedPolicy(AwsPolicyTexts.INLINE_NAME, policy))
        .toList();
  }

  private static Identity identity(Role role) {
    return new Identity("AROA" + role.name(), role.trust(), role.boundaryArn(), role.tags());
  }

  private Metadata metadata(Key key) {
    return new Metadata(
        key.state(),
        key.spec(),
        key.usage(),
        "AWS_KMS",
        "CUSTOMER",
        key.multiRegion() ? family(key.arn()) : null,
        null,
        key.createdAt());
  }

  private MultiRegion family(Arn key) {
    List<String> all = aws.keys().family(key).stream().map(Arn::toString).toList();
    return new MultiRegion(all.getFirst(), all.subList(1, all.size()));
  }

  private static <T, U> Reading<U> mapped(Reading<T> reading, Function<T, U> how) {
    return switch (reading) {
      case Read<T>(T value) -> Reading.of(how.apply(value));
      case Absent<T>() -> new Absent<>();
      case Denied<T>(String action) -> new Denied<>(action);
      case Unreachable<T>(String cause) -> new Unreachable<>(cause);
    };
  }

  private static <T> Reading<T> reading(String action, Supplier<Optional<T>> look) {
    try {
      Optional<T> found = look.get();
      return found.isPresent() ? Reading.of(found.get()) : new Absent<>();
    } catch (Stop stop) {
      return stop.reason() == Reason.MISSING_RIGHT
          ? new Denied<>(action)
          : new Unreachable<>(String.valueOf(stop.getMessage()));
    }
  }
}
