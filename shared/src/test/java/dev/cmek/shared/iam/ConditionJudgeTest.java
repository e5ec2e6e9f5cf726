package dev.cmek.shared.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionJudgeTest {

  /// The values of the request's key stand left, `-` for absent.
  @ParameterizedTest
  @CsvSource({
    "x,     StringEquals,               x|y,   YES",
    "x,     StringEquals,               X,     NO",
    "-,     StringEquals,               x,     NO",
    "x*,    StringEquals,               x*,    YES",
    "xy,    StringEquals,               x*,    NO",
    "x,     stringequals,               x,     YES",
    "x,     StringEqualsIgnoreCase,     X,     YES",
    "x,     StringNotEquals,            y|z,   YES",
    "x,     StringNotEquals,            x|z,   NO",
    "-,     StringNotEquals,            x,     YES",
    "x,     StringNotEqualsIgnoreCase,  X,     NO",
    "xyz,   StringLike,                 x?z,   YES",
    "xyz,   StringNotLike,              x*,    NO",
    "-,     StringNotLike,              x*,    YES",
    "-,     StringEqualsIfExists,       x,     YES",
    "y,     StringEqualsIfExists,       x,     NO",
    "-,     StringNotEqualsIfExists,    x,     YES",
    "x|y,   ForAllValues:StringEquals,  x|y|z, YES",
    "x|q,   ForAllValues:StringEquals,  x|y|z, NO",
    "-,     ForAllValues:StringEquals,  x,     YES",
    "x|q,   ForAnyValue:StringEquals,   x|y,   YES",
    "q,     ForAnyValue:StringEquals,   x|y,   NO",
    "-,     ForAnyValue:StringEquals,   x,     NO",
    "x|q,   ForAllValues:StringNotEquals, x,   NO",
    "p|q,   ForAllValues:StringNotEquals, x,   YES",
    "x|q,   ForAnyValue:StringNotEquals, x,    YES",
    "x,     ForAnyValue:StringNotEquals, x,    NO",
    "-,     ForAnyValue:StringNotEquals, x,    NO",
    "x|q,   StringNotEquals,            x,     NO",
    "true,  Bool,                       true,  YES",
    "true,  Bool,                       false, NO",
    "-,     Bool,                       false, NO",
    "-,     BoolIfExists,               false, YES",
    "-,     Null,                       true,  YES",
    "x,     Null,                       true,  NO",
    "x,     Null,                       false, YES",
    "-,     Null,                       false, NO",
    "7,     NumericEquals,              7.0,   YES",
    "7,     NumericNotEquals,           7,     NO",
    "7,     NumericLessThan,            8,     YES",
    "8,     NumericLessThan,            8,     NO",
    "8,     NumericLessThanEquals,      8,     YES",
    "30,    NumericGreaterThan,         7,     YES",
    "30,    NumericGreaterThanEquals,   31,    NO",
    "7,     NumericEquals,              seven, MAYBE",
    "2026-11-22T10:00:00Z, DateGreaterThan, 2026-11-22, YES",
    "2026-11-22T10:00:00Z, DateLessThan, 2026-11-22T10:00:00+01:00, NO",
    "2026-11-22T10:00:00Z, DateLessThanEquals, 1795341600, YES",
    "2026-11-22T10:00:00Z, DateNotEquals, 2026-11-22, YES",
    "2026-11-22T10:00:00Z, DateGreaterThanEquals, soon, MAYBE",
    "10.1.2.3,  IpAddress,              10.0.0.0/8,   YES",
    "11.1.2.3,  IpAddress,              10.0.0.0/8,   NO",
    "11.1.2.3,  NotIpAddress,           10.0.0.0/8,   YES",
    "10.1.2.3,  IpAddress,              10.1.2.3,     YES",
    "2001:db8::1, IpAddress,            2001:db8::/32, YES",
    "10.1.2.3,  IpAddress,              2001:db8::/32, NO",
    "10.1.2.3,  IpAddress,              localhost,    MAYBE",
    "arn:aws:iam::1:role/p/x, ArnLike,  arn:aws:iam::*:role/*, YES",
    "arn:aws:iam::1:role/p/x, ArnEquals, arn:aws:iam::1:role/*, YES",
    "arn:aws:iam::1:role/p/x, ArnNotEquals, arn:aws:iam::1:role/p/x, NO",
    "arn:aws:iam::1:role/p/x, ArnNotLike, arn:aws:iam::2:role/*, YES",
    "AAEC,  BinaryEquals,               AAEC,  YES",
    "x,     StringMatches,              x,     MAYBE",
  })
  void judgesLikeIam(String actual, String operator, String wanted, Truth.State expected) {
    Context context = Context.of(Map.of("k", actual.equals("-") ? List.of() : split(actual)));

    Truth truth = judge(context, new Condition(operator, "K", split(wanted)));

    assertThat(truth.state()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIfExists",
    "Null",
    "ForAllValues:StringLike"
  })
  void decidesNothingOnAnUnknownKey(String operator) {
    Condition condition = new Condition(operator, "aws:SourceVpce", List.of("true"));

    Truth truth = judge(Context.UNKNOWN, condition);

    assertThat(truth).isEqualTo(Truth.maybe(condition.toString()));
  }

  @Test
  void putsVariablesInAsPlainText() {
    Context context =
        Context.of(Map.of("aws:PrincipalTag/team", List.of("p*")))
            .without("aws:PrincipalTag/*")
            .with("k", "p*-x");

    assertThat(judge(context, like("${aws:PrincipalTag/team}-?")).isYes()).isTrue();
    assertThat(judge(context.with("k", "pq-x"), like("${aws:PrincipalTag/team}-?")).isNo())
        .isTrue();
    assertThat(judge(context, like("${*}")).isNo()).isTrue();
    assertThat(judge(context.with("k", "dev"), like("${aws:PrincipalTag/x, 'dev'}")).isYes())
        .isTrue();
  }

  @Test
  void aVariableThatIsNotKnownLeavesItOpen() {
    Context context = Context.of(Map.of("k", List.of("v")));

    assertThat(judge(context, like("${aws:username}")).state()).isEqualTo(Truth.State.MAYBE);
    assertThat(judge(context, new Condition("StringLike", "k", List.of("${aws:username}", "v"))))
        .isEqualTo(Truth.YES);
  }

  @Test
  void oldDocumentsHaveNoVariables() {
    Context context = Context.of(Map.of("k", List.of("${aws:username}")));
    Condition condition = like("${aws:username}");

    Truth truth = new ConditionJudge(PolicyDocument.OLD_VERSION, context).holds(condition);

    assertThat(truth).isEqualTo(Truth.YES);
  }

  @Test
  void unknownWinsOverAbsentAndPresent() {
    Context context =
        Context.whole(Map.of("aws:SourceIp", List.of("10.0.0.1"))).unknown("aws:Source*");

    assertThat(context.find("aws:SourceIp")).isEmpty();
    assertThat(context.find("aws:TagKeys")).contains(List.of());
  }

  private static Condition like(String wanted) {
    return new Condition("StringLike", "k", List.of(wanted));
  }

  private static Truth judge(Context context, Condition condition) {
    return new ConditionJudge(PolicyDocument.VERSION, context).holds(condition);
  }

  private static List<String> split(String values) {
    return Arrays.asList(values.split("\\|"));
  }
}
