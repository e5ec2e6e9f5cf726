package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Runs branches at the same time ("Parallel steps").
final class Parallel {

  /// "Quotas and limits": branches and iterations at once.
  static final int MOST_AT_ONCE = 20;

  /// The steps of a branch.
  @FunctionalInterface
  interface Body {
    void run() throws WorkflowError, InterruptedException;
  }

  /// @param id the branch's name, or the iteration's number from 0
  record Branch(String id, Body body) {}

  private Parallel() {}

  /// Runs all branches to their end, whatever becomes of the others.
  ///
  /// @throws WorkflowError with tag `UnhandledBranchError`, if any of them failed
  static void run(List<Branch> branches, int limit) throws WorkflowError, InterruptedException {
    ObjectNode failure =
        WorkflowError.map(
            "UnhandledBranchError",
            "UnhandledBranchError: One or more branches or iterations encountered an unhandled"
                + " runtime error");
    failure.put("truncated", false);
    ArrayNode failed = failure.putArray("branches");
    Semaphore free = new Semaphore(limit, true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      try {
        for (Branch branch : branches) {
          free.acquire();
          running.add(
              threads.submit(() -> {
                try {
                  branch.body().run();
                } finally {
                  free.release();
                }
                return branch.id();
              }));
        }
        for (int i = 0; i < branches.size(); i++) {
          note(branches.get(i), running.get(i), failed);
        }
      } finally {
        running.forEach(task -> task.cancel(true));
      }
    }
    if (!failed.isEmpty()) {
      throw WorkflowError.raised(failure);
    }
  }

  private static void note(Branch branch, Future<?> task, ArrayNode failed)
      throws InterruptedException {
    try {
      Object _ = task.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof WorkflowError error)) {
        throw new IllegalStateException(
            "branch " + branch.id() + ": " + e.getCause(), e.getCause());
      }
      ObjectNode entry = failed.addObject().put("id", branch.id());
      entry.putObject("error").put("context", context(error)).set("payload", error.payload());
    }
  }

  /// What the error says and where it began, for people.
  static String context(WorkflowError error) {
    String message = text(error.payload());
    return error
        .source()
        .map(at ->
            "%s\nin step \"%s\", routine \"%s\", line: %d"
                .formatted(message, at.step(), at.routine(), at.line()))
        .orElse(message);
  }

  private static String text(JsonNode payload) {
    return payload.isTextual()
        ? payload.textValue()
        : payload.path("message").asText(payload.toString());
  }
}
