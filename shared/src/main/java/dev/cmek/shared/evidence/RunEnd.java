package dev.cmek.shared.evidence;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.Cmek;
import dev.cmek.shared.cluster.RegionKey;
import dev.cmek.shared.plan.Access;
import dev.cmek.shared.plan.Principal;
import dev.cmek.shared.plan.ProvisionedKey;
import dev.cmek.shared.plan.Target;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Run;
import dev.cmek.shared.step.StepInput;
import dev.cmek.shared.step.StepResult;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The workflow's object when a run ends, well or not: whatever the steps before had answered.
///
/// @param run absent if not even the run could begin; then source, event id and request are what
///   the workflow was started with, which nobody has found good
/// @param source only if no run began
/// @param eventId only if no run began
/// @param role the principal: the member is called `role` on AWS, `account` on Google Cloud
/// @param verification the report, kept as it is
/// @param failure absent if nothing failed
/// @param recordFailure absent unless recording failed
public record RunEnd(
    @Nullable Run run,
    @Nullable JsonNode source,
    @Nullable JsonNode eventId,
    @Nullable JsonNode request,
    @Nullable StepResult<Target> cluster,
    @JsonAlias("account") @Nullable StepResult<Principal> role,
    @Nullable List<StepResult<ProvisionedKey>> keys,
    @Nullable List<StepResult<ProvisionedKey>> replicas,
    @Nullable StepResult<Access> access,
    @Nullable StepResult<JsonNode> verification,
    @Nullable StepResult<Cmek> enabled,
    @Nullable StepResult<Cmek> cmek,
    @Nullable Failure failure,
    @Nullable Failure recordFailure)
    implements StepInput {

  /// None: a run that gave up at its deadline is recorded and told of as well as any other.
  @Override
  public @Nullable Instant deadline() {
    return null;
  }

  /// How the run ended.
  public RunResult result() {
    Optional<Failure> why = why();
    if (why.isPresent()) {
      return why.get().result();
    }
    if (run != null && run.dryRun()) {
      return RunResult.PLANNED;
    }
    return cmek == null ? RunResult.READY_TO_ENABLE : RunResult.ENABLED;
  }

  /// Why the run did not do what was asked: the first thing that went wrong.
  public Optional<Failure> why() {
    return Optional.ofNullable(failure != null ? failure : recordFailure);
  }

  /// What those who asked for the run are told of its end.
  public RunAnswer answer() {
    return new RunAnswer(
        regionKeys(),
        result() == RunResult.PLANNED ? changes() : List.of(),
        why().map(f -> new RunAnswer.Failure(f.reason(), f.message(), f.remedy())).orElse(null));
  }

  /// Which region uses which key, as far as keys and principal are there.
  public List<RegionKey> regionKeys() {
    if (role == null || keys == null) {
      return List.of();
    }
    return ProvisionedKey.regionKeys(role.value(), keys, replicas == null ? List.of() : replicas);
  }

  /// What every step changed, in the order of the steps.
  public List<Change> changes() {
    Stream<@Nullable StepResult<?>> maps =
        Stream.concat(
            keys == null ? Stream.of() : keys.stream(),
            replicas == null ? Stream.of() : replicas.stream());
    return Stream.<Stream<@Nullable StepResult<?>>>of(
            Stream.of(cluster, role), maps, Stream.of(access, verification, enabled, cmek))
        .flatMap(s -> s)
        .filter(Objects::nonNull)
        .flatMap(result -> result.changes().stream())
        .toList();
  }

  /// The ticket that asked. If no run began, nobody has found it good: a callback URL that is none
  /// is left out.
  public Optional<Ticket> ticket() {
    JsonNode ticket = request == null ? null : request.get("ticket");
    return ticket == null || !ticket.isObject()
        ? Optional.empty()
        : Optional.of(
            new Ticket(
                ticket.path("system").asText(),
                ticket.path("key").asText(),
                url(ticket.path("callbackUrl").asText(""))));
  }

  private static @Nullable URI url(String text) {
    try {
      return text.isEmpty() ? null : new URI(text);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  /// The cluster as looked up.
  public Optional<Target> target() {
    return Optional.ofNullable(cluster).map(StepResult::value);
  }
}
