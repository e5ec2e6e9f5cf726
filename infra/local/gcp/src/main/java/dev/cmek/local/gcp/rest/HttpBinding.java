package dev.cmek.local.gcp.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a method is called over HTTP (`google.api.http`).
///
/// @param method such as `GET`
/// @param path with groups for the variables
/// @param variables the fields that the groups fill, such as `crypto_key.name`
/// @param body the field that the body fills; `*` for all, empty for none
record HttpBinding(String method, Pattern path, List<String> variables, String body) {

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_.]+)=([^}]+)}");

  HttpBinding {
    variables = List.copyOf(variables);
  }

  /// Reads a path template.
  ///
  /// @param template such as `/v1/{name=projects/*/serviceAccounts/*}:enable`
  static HttpBinding of(String method, String template, String body) {
    StringBuilder path = new StringBuilder();
    List<String> variables = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(template);
    int end = 0;
    while (variable.find()) {
      path.append(Pattern.quote(template.substring(end, variable.start())))
          .append('(')
          .append(pattern(variable.group(2)))
          .append(')');
      variables.add(variable.group(1));
      end = variable.end();
    }
    path.append(Pattern.quote(template.substring(end)));
    return new HttpBinding(method, Pattern.compile(path.toString()), variables, body);
  }

  boolean handles(String sent) {
    return path.matcher(sent).matches();
  }

  /// What the variables say, if the path is of this binding.
  Optional<Map<String, String>> variables(String sent) {
    Matcher matcher = path.matcher(sent);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      values.put(variables.get(i), Json.decoded(matcher.group(i + 1)));
    }
    return Optional.of(values);
  }

  private static String pattern(String segments) {
    return segments.replace("**", "[^:]{1,}").replace("*", "[^/:]+");
  }
}
