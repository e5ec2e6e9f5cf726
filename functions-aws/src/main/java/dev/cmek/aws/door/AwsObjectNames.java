package dev.cmek.aws.door;

import dev.cmek.aws.plan.AwsNaming;
import dev.cmek.shared.cluster.ClusterId;
import dev.cmek.shared.door.ChangeDoor;
import dev.cmek.shared.iam.Arn;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which cluster a role or alias is for, by its name; and that CloudTrail names a role without its
/// path, of which no account has two.
final class AwsObjectNames implements ChangeDoor.Names {

  private static final Pattern OURS =
      Pattern.compile(
          "(?:role/(?:.*/)?cmek-|alias/cmek/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

  private final AwsNaming naming;

  AwsObjectNames(AwsNaming naming) {
    this.naming = naming;
  }

  @Override
  public Optional<ClusterId> cluster(String object) {
    return Arn.find(object)
        .filter(arn -> arn.account().equals(naming.account()))
        .map(arn -> OURS.matcher(arn.resource()))
        .filter(Matcher::matches)
        .map(matcher -> new ClusterId(matcher.group(1)));
  }

  @Override
  public boolean isSame(String told, String watched) {
    return told.equals(watched)
        || Arn.find(told)
            .filter(AwsObjectNames::isRole)
            .flatMap(role ->
                Arn.find(watched)
                    .filter(AwsObjectNames::isRole)
                    .filter(other -> other.account().equals(role.account()))
                    .filter(other -> other.name().equals(role.name())))
            .isPresent();
  }

  private static boolean isRole(Arn arn) {
    return arn.service().equals("iam") && arn.resource().startsWith("role/");
  }
}
