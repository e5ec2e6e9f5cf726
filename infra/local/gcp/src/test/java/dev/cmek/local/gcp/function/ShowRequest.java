package dev.cmek.local.gcp.function;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/// Answers with what it sees.
public final class ShowRequest implements HttpFunction {

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    switch (request.getPath()) {
      case "/die" -> Runtime.getRuntime().halt(3);
      case "/throw" -> throw new IllegalStateException("a defect");
      case "/token" -> {
        GoogleCredentials credentials = GoogleCredentials.getApplicationDefault();
        credentials.refreshIfExpired();
        response
            .getWriter()
            .write(Objects.requireNonNull(credentials.getAccessToken()).getTokenValue());
      }
      case "/pid" -> response.getWriter().write("" + ProcessHandle.current().pid());
      case "/environment" ->
          response
              .getWriter()
              .write(
                  System.getenv().entrySet().stream()
                      .map(e -> e.getKey() + "=" + e.getValue())
                      .sorted()
                      .collect(Collectors.joining("\n")));
      default -> {
        System.out.println("asked for " + request.getPath());
        response.setStatusCode(409);
        response.setContentType("application/problem+json");
        response.appendHeader("X-Answer", "a");
        response.appendHeader("X-Answer", "b");
        response
            .getWriter()
            .write(
                "%s %s %s %s %s %s"
                    .formatted(
                        request.getMethod(),
                        request.getPath(),
                        request.getQuery().orElse("-"),
                        request.getFirstHeader("X-Question").orElse("-"),
                        request.getFirstHeader("X-Forwarded-For").orElse("-"),
                        new String(
                            request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
  }
}
