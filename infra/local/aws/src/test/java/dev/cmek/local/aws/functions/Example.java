package dev.cmek.local.aws.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Does what its input's member `do` says.
public final class Example implements RequestHandler<Map<String, String>, Map<String, String>> {
  private final String instance = UUID.randomUUID().toString();

  @Override
  public Map<String, String> handleRequest(Map<String, String> input, Context context) {
    String name = input.getOrDefault("name", "");
    return switch (input.getOrDefault("do", "nothing")) {
      case "answer" -> Map.of("name", name, "instance", instance);
      case "environment" -> new TreeMap<>(System.getenv());
      case "limits" ->
          Map.of(
              "heapMb", Long.toString(Runtime.getRuntime().maxMemory() >> 20),
              "leftMs", Integer.toString(context.getRemainingTimeInMillis()));
      case "throw" -> throw new NotYetException("later, " + name);
      case "throw-once" -> {
        succeedTheSecondTime(Path.of(name));
        yield Map.of("name", name);
      }
      case "hang" -> {
        System.out.println("hanging in " + ProcessHandle.current().pid());
        while (true) {
          Thread.onSpinWait();
        }
      }
      case "die" -> {
        System.out.println("these are my last words");
        Runtime.getRuntime().halt(3);
        yield Map.of();
      }
      case "create-queue" -> createQueue(name);
      default -> throw new IllegalArgumentException("do what? " + input);
    };
  }

  private static void succeedTheSecondTime(Path marker) {
    try {
      if (!Files.exists(marker)) {
        Files.createFile(marker);
        throw new NotYetException("not the first time");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> createQueue(String name) {
    try (SqsClient sqs = SqsClient.create()) {
      return Map.of(
          "url",
          sqs.createQueue(request ->
                  request.queueName(name).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "3")))
              .queueUrl());
    }
  }
}
