package dev.cmek.local.gcp.deployment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function as `infra/gcp/functions.yaml` declares it, with the defaults filled in.
///
/// @param entryPoint the class
/// @param timeout seconds
/// @param invoker `workflow`, `push` or `public`
/// @param pushedFrom the topic that is pushed to it, if it is pushed to
/// @param environment all that it is told
/// @param keyProject permissions in the project of the keys
/// @param state `read` or `write`; absent: it does not see the bucket
/// @param evidence `append`; absent: it does not see the bucket
/// @param workflows `start` and `read` by the workflow's short name
public record DeclaredFunction(
    String entryPoint,
    int memory,
    int timeout,
    int concurrency,
    int maxInstances,
    String invoker,
    @Nullable String pushedFrom,
    Map<String, String> environment,
    List<String> keyProject,
    @Nullable String state,
    @Nullable String evidence,
    List<String> secrets,
    List<String> topics,
    Map<String, List<String>> workflows) {}
