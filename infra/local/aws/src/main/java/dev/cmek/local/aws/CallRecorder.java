package dev.cmek.local.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.regions.Region;

/// Writes a line of JSON for each call that the AWS SDK makes, for tests that compare the calls of
/// a function with its permissions.
///
/// The SDK finds it on the class path by itself; without the variable {@value #FILE_VARIABLE} it
/// does nothing. A line is like `{"function":"ensure-key","service":"Kms","operation":"CreateKey",
/// "region":"eu-west-1","request":{"KeySpec":"SYMMETRIC_DEFAULT","Tags":[{"TagKey":"a",
/// "TagValue":"b"}]},"error":"AccessDeniedException"}`; `error` only on failure, `NoAnswer` if none
/// came. Secrets and contents are left out of the request.
public final class CallRecorder implements ExecutionInterceptor {
  /// Names the file that the calls are appended to.
  public static final String FILE_VARIABLE = "CMEK_CALL_LOG";

  /// Members that hold secrets, or whose content no permission depends on.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "plaintext",
          "ciphertextblob",
          "plaintextkey",
          "secretstring",
          "secretbinary",
          "body",
          "message",
          "messagebody",
          "payload",
          "input",
          "output",
          "detail",
          "token");

  private final @Nullable String file = System.getenv(FILE_VARIABLE);

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    record(context.request(), attributes, null);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    String error =
        context.exception() instanceof AwsServiceException refused
            ? refused.awsErrorDetails().errorCode()
            : "NoAnswer";
    record(context.request(), attributes, error);
  }

  private void record(SdkPojo request, ExecutionAttributes attributes, @Nullable String error) {
    if (file == null) {
      return;
    }
    String line = line(request, attributes, error) + "\n";
    try {
      // one write: lines of functions that run at the same time do not mix
      Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("writing calls to " + file, e);
    }
  }

  private static String line(
      SdkPojo request, ExecutionAttributes attributes, @Nullable String error) {
    JsonWriter json = JsonWriter.create();
    json.writeStartObject();
    write(json, "function", System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_NAME", ""));
    write(json, "service", attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME));
    write(json, "operation", attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    write(json, "region", region == null ? "" : region.id());
    json.writeFieldName("request");
    writePojo(json, request);
    if (error != null) {
      write(json, "error", error);
    }
    json.writeEndObject();
    return new String(json.getBytes(), StandardCharsets.UTF_8);
  }

  private static void write(JsonWriter json, String name, String value) {
    json.writeFieldName(name);
    json.writeValue(value);
  }

  private static void writePojo(JsonWriter json, SdkPojo pojo) {
    json.writeStartObject();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (value != null
          && !(value instanceof SdkAutoConstructMap)
          && !(value instanceof SdkAutoConstructList)
          && !LEFT_OUT.contains(field.memberName().toLowerCase(Locale.ROOT))) {
        json.writeFieldName(field.memberName());
        writeValue(json, value);
      }
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonWriter json, Object value) {
    switch (value) {
      case SdkPojo pojo -> writePojo(json, pojo);
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(item -> writeValue(json, item));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((key, item) -> {
          json.writeFieldName(key.toString());
          writeValue(json, item);
        });
        json.writeEndObject();
      }
      case Boolean flag -> json.writeValue(flag);
      case Integer number -> json.writeValue(number.longValue());
      case Long number -> json.writeValue(number);
      case Instant time -> json.writeValue(time.toString());
      default -> json.writeValue(value.toString());
    }
  }
}
