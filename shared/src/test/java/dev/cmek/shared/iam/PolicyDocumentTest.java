package dev.cmek.shared.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cmek.shared.json.Payloads;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {

  @Test
  void readsEveryFormOfAStatement() {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Version": "2012-10-17", "Id": "key-default-1", "Statement": {
              "Sid": "One", "Effect": "Deny",
              "NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/x"], "Service": "s3.amazonaws.com"},
              "NotAction": "kms:Decrypt", "NotResource": ["a", "b"],
              "Condition": {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"n": 5}}}}
            """);

    assertThat(policy.json())
        .isEqualTo(
            """
            {"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"One","Effect":"Deny",\
            "NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/x"],"Service":"s3.amazonaws.com"},\
            "NotAction":"kms:Decrypt","NotResource":["a","b"],\
            "Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"n":"5"}}}]}\
            """);
    assertThat(PolicyDocument.parse(policy.json())).isEqualTo(policy);
  }

  @Test
  void travelsAsJson() {
    PolicyDocument policy =
        PolicyDocument.of(Statement.allow("S").actions("kms:Decrypt").on("*").build());

    byte[] json = Payloads.write(policy);

    assertThat(json).asString().startsWith("{\"Version\":");
    assertThat(Payloads.read(json, PolicyDocument.class)).isEqualTo(policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[]",
        "{}",
        "{\"Statement\":[]} x",
        "{\"Version\":\"2013-01-01\",\"Statement\":[]}",
        "{\"statement\":[]}",
        "{\"Statement\":[{\"Action\":\"a:b\",\"Resource\":\"*\"}]}",
        "{\"Statement\":[{\"Effect\":\"allow\",\"Action\":\"a:b\"}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Effect\":\"Deny\"}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"a\",\"NotAction\":\"b\"}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":{\"a\":\"b\"}}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[null]}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"111122223333\"}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Aws\":\"*\"}}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Conditions\":{}}]}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Condition\":[]}]}",
      })
  void refusesWhatIsNoPolicy(String json) {
    assertThatThrownBy(() -> PolicyDocument.parse(json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Principal\":\"*\",\"Action\":\"kms:*\"             | \"Principal\":{\"AWS\":\"*\"},\"Action\":[\"KMS:*\"]",
        "\"Principal\":{\"AWS\":\"111122223333\"}             | \"Sid\":\"x\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:root\"]}",
        "\"Action\":[\"a:b\",\"a:c\"]                         | \"Action\":[\"a:c\",\"a:b\"]",
        "\"Condition\":{\"Bool\":{\"aws:SecureTransport\":true}} | \"Condition\":{\"bool\":{\"AWS:securetransport\":[\"true\"]}}",
      })
  void sameMeaningWhateverTheSpelling(String one, String other) {
    assertThat(allow(one).means(allow(other))).isTrue();
    assertThat(allow(other).means(allow(one))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Action\":\"a:b\"                      | \"NotAction\":\"a:b\"",
        "\"Action\":\"a:b\",\"Resource\":\"x\"   | \"Action\":\"a:b\",\"Resource\":\"X\"",
        "\"Principal\":{\"AWS\":\"111122223333\"} | \"Principal\":{\"AWS\":\"444455556666\"}",
        "\"Principal\":{\"AWS\":\"111122223333\"} | \"Principal\":{\"Service\":\"111122223333\"}",
        "\"Condition\":{\"StringEquals\":{\"a\":\"x\"}} | \"Condition\":{\"StringLike\":{\"a\":\"x\"}}",
        "\"Condition\":{\"StringEquals\":{\"a\":\"x\"}} | \"Condition\":{\"StringEquals\":{\"a\":\"X\"}}",
      })
  void otherMeaning(String one, String other) {
    assertThat(allow(one).means(allow(other))).isFalse();
  }

  @Test
  void theVersionCountsOnlyWhereVariablesDo() {
    String plain = "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"x\"}}";
    String variable = "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"${aws:userid}\"}}";
    String version = "{\"Version\":\"2012-10-17\",";

    assertThat(PolicyDocument.parse(plain).means(today(plain, version))).isTrue();
    assertThat(PolicyDocument.parse(variable).means(today(variable, version))).isFalse();
  }

  private static PolicyDocument today(String json, String version) {
    return PolicyDocument.parse(json.replaceFirst("\\{", Matcher.quoteReplacement(version)));
  }

  private static PolicyDocument allow(String members) {
    return PolicyDocument.parse("{\"Statement\":[{\"Effect\":\"Allow\"," + members + "}]}");
  }
}
