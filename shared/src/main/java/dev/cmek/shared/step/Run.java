package dev.cmek.shared.step;

import dev.cmek.shared.cluster.ClusterId;
import java.time.Instant;

/// One attempt at one piece of work for one cluster, as it travels through the workflow.
///
/// @param id 64 hex digits, the same for every attempt at the same event: see `RunId`
/// @param clusterId whose keys this is about
/// @param source the CloudEvents source, such as `//onboarding.example/clusters`
/// @param eventId the CloudEvents id
/// @param attempt 1 for the first
/// @param execution the workflow engine's id of this attempt, such as
///   `arn:aws:states:eu-west-1:111111111111:execution:provision:provision-…-1`
/// @param startedAt when this attempt began
/// @param deadline past it a [Outcome.NotYet] becomes a [Outcome.Refused]
/// @param dryRun changes are foretold, none is made
/// @param repair what others changed on a protected cluster may be put back
/// @param duplicate the same event is being worked on or was finished: this attempt ends quietly
public record Run(
    String id,
    ClusterId clusterId,
    String source,
    String eventId,
    int attempt,
    String execution,
    Instant startedAt,
    Instant deadline,
    boolean dryRun,
    boolean repair,
    boolean duplicate) {}
