package dev.cmek.simulator.access;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The condition keys of one request that the vendor would make: those whose value is known, those
/// known to be absent from it, and all others, about which nothing can be said.
///
/// Keys are compared in lower case, as AWS compares them.
record RequestContext(Map<String, String> values, Set<String> absent) {

  /// Absent from every request of the vendor's: it calls directly, not through an AWS service, not
  /// from the customer's network, and without a second factor.
  private static final Set<String> NEVER_SENT =
      Set.of(
          "aws:calledvia",
          "aws:federatedprovider",
          "aws:multifactorauthage",
          "aws:multifactorauthpresent",
          "aws:principalservicename",
          "aws:sourceaccount",
          "aws:sourcearn",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "kms:grantisforawsresource",
          "kms:requestalias",
          "kms:viaservice");

  private static final Map<String, String> ALWAYS_SENT =
      Map.of(
          "aws:securetransport", "true",
          "aws:principalisawsservice", "false",
          "aws:viaawsservice", "false");

  static RequestContext ofAssumeRole(Vendor vendor) {
    return new RequestContext(
        Map.of("sts:externalid", vendor.externalId(), "aws:principalaccount", vendor.account()),
        NEVER_SENT);
  }

  static RequestContext ofKeyUse(RoleArn role, CustomerKey key) {
    return new RequestContext(
        Map.of(
            "aws:principalarn", role.text(),
            "aws:principalaccount", role.account(),
            "aws:principaltype", "AssumedRole",
            "aws:requestedregion", key.arn().region(),
            "aws:resourceaccount", key.arn().account(),
            "kms:calleraccount", role.account(),
            "kms:keyspec", key.spec(),
            "kms:keyusage", key.usage()),
        NEVER_SENT);
  }

  Optional<String> value(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(values.get(name))
        .or(() -> Optional.ofNullable(ALWAYS_SENT.get(name)));
  }

  boolean knownAbsent(String key) {
    return absent.contains(key.toLowerCase(Locale.ROOT));
  }
}
