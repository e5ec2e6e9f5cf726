package dev.cmek.shared.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record for auditors: what was asked by whom, what was found, what was changed, how it ended.
/// Ids of events and tickets, never names of people, callback URLs or secrets.
///
/// @param type `dev.cmek.evidence.run.v1`
/// @param previous hex SHA-256 of the cluster's record before this one; 64 zeros for the first
/// @param previousPath where that one is; empty for the first
/// @param ticket such as `jira SEC-123`; empty if none
/// @param verification the report with the policies as found; absent if it did not come to that
public record Evidence(
    String type,
    Instant at,
    String previous,
    String previousPath,
    String clusterId,
    String run,
    int attempt,
    String source,
    String eventId,
    String ticket,
    RunResult result,
    @Nullable Failure failure,
    @Nullable Target cluster,
    List<RegionKey> keys,
    List<Change> changes,
    @Nullable JsonNode verification,
    @Nullable Cmek cmek) {}
