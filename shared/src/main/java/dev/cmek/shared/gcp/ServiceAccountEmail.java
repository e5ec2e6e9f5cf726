package dev.cmek.shared.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The email of a service account that somebody made in a project: `<id>@<project
/// id>.iam.gserviceaccount.com`.
public record ServiceAccountEmail(String id, String project) {

  private static final String DOMAIN = ".iam.gserviceaccount.com";
  private static final Pattern EMAIL =
      Pattern.compile(
          "([a-z][a-z0-9-]{4,28}[a-z0-9])@([a-z][a-z0-9.-]+)\\.iam\\.gserviceaccount\\.com");

  /// The email that a text is.
  ///
  /// @throws IllegalArgumentException if the text is no such email
  public static ServiceAccountEmail parse(String email) {
    return find(email)
        .orElseThrow(() -> new IllegalArgumentException("no email of a service account: " + email));
  }

  /// The email; empty if the text is none.
  public static Optional<ServiceAccountEmail> find(String email) {
    Matcher matcher = EMAIL.matcher(email);
    return matcher.matches()
        ? Optional.of(new ServiceAccountEmail(matcher.group(1), project(matcher.group(2))))
        : Optional.empty();
  }

  /// A project of a domain is `example.com:app`, and `app.example.com` in emails.
  private static String project(String label) {
    int dot = label.indexOf('.');
    return dot < 0 ? label : label.substring(dot + 1) + ":" + label.substring(0, dot);
  }

  /// As policies name it: `serviceAccount:<email>`.
  public String member() {
    return "serviceAccount:" + this;
  }

  /// Its resource name in the IAM API.
  public String resourceName() {
    return "projects/" + project + "/serviceAccounts/" + this;
  }

  @Override
  public String toString() {
    int colon = project.indexOf(':');
    String label =
        colon < 0 ? project : project.substring(colon + 1) + "." + project.substring(0, colon);
    return id + "@" + label + DOMAIN;
  }
}
