package dev.cmek.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/// Calls functions as Lambda does: bytes in, bytes out.
public final class Invocation {

  private Invocation() {}

  /// The function's answer; what it throws is thrown.
  public static byte[] invoke(RequestStreamHandler function, byte[] input) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      function.handleRequest(new ByteArrayInputStream(input), output, context());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output.toByteArray();
  }

  /// Like [#invoke(RequestStreamHandler, byte[])], as text.
  public static String invoke(RequestStreamHandler function, String input) {
    return new String(
        invoke(function, input.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /// No function depends on it.
  private static Context context() {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
