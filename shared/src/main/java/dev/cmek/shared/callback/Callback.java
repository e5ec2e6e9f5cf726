package dev.cmek.shared.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.shared.cluster.Manifest;
import dev.cmek.shared.evidence.RunEnd;
import dev.cmek.shared.request.Onboarding;
import dev.cmek.shared.request.Ticket;
import dev.cmek.shared.state.RunAnswer;
import dev.cmek.shared.state.RunId;
import dev.cmek.shared.state.RunResult;
import dev.cmek.shared.step.Change;
import dev.cmek.shared.step.Run;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The answer to a ticket, and where it goes.
///
/// @param id `<run id>-<attempt>`: the same when the same answer comes again
/// @param url may hold a token: it stands in no log, notice or exception
public record Callback(String id, URI url, Answer answer) {

  public Callback {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(answer, "answer");
  }

  /// What the ticket system gets as JSON. Absent members are left out.
  ///
  /// @param run absent if no run began
  /// @param attempt from 1; absent if no run began
  /// @param clusterId absent if the request names none
  /// @param ticket system and key only
  /// @param text for the ticket's readers: what happened, what to do next
  /// @param manifest the keys to enable, or enabled
  /// @param findings what verification found, as its report has it
  /// @param failure why the run did not do what was asked
  /// @param changes what a dry run foretells
  public record Answer(
      @Nullable String run,
      @Nullable Integer attempt,
      RunResult result,
      @Nullable String clusterId,
      Ticket ticket,
      String text,
      @Nullable Manifest manifest,
      @Nullable JsonNode findings,
      RunAnswer.@Nullable Failure failure,
      @Nullable List<Change> changes) {

    public Answer {
      ticket = new Ticket(ticket.system(), ticket.key(), null);
    }
  }

  /// For the ticket that asked for a run; empty if none did, or none that wants an answer.
  ///
  /// @param id see [Callback]; another if no run began
  public static Optional<Callback> of(RunEnd end, String id, String text) {
    Run run = end.run();
    RunAnswer told = end.answer();
    return to(
        end.ticket(),
        id,
        ticket ->
            new Answer(
                run == null ? null : run.id(),
                run == null ? null : run.attempt(),
                end.result(),
                clusterId(end),
                ticket,
                text,
                manifest(end),
                end.verification() == null ? null : end.verification().value().get("findings"),
                told.failure(),
                told.changes().isEmpty() ? null : told.changes()));
  }

  /// For the ticket that asked for a run which was stopped.
  ///
  /// @param id see [Callback]; another if no run began
  /// @param attempt empty if no run began
  public static Optional<Callback> ofStopped(
      Onboarding asked,
      String id,
      Optional<Integer> attempt,
      RunAnswer.Failure failure,
      String text) {
    return to(
        Optional.ofNullable(asked.request().ticket()),
        id,
        ticket ->
            new Answer(
                attempt.isPresent() ? RunId.of(asked) : null,
                attempt.orElse(null),
                RunResult.FAILED,
                asked.request().clusterId().value(),
                ticket,
                text,
                null,
                null,
                failure,
                null));
  }

  private static Optional<Callback> to(
      Optional<Ticket> ticket, String id, Function<Ticket, Answer> answer) {
    return ticket.flatMap(asking ->
        Optional.ofNullable(asking.callbackUrl())
            .map(url -> new Callback(id, url, answer.apply(asking))));
  }

  private static @Nullable String clusterId(RunEnd end) {
    Run run = end.run();
    if (run != null) {
      return run.clusterId().value();
    }
    return end.request() == null ? null : end.request().path("clusterId").textValue();
  }

  private static @Nullable Manifest manifest(RunEnd end) {
    return switch (end.result()) {
      case ENABLED, READY_TO_ENABLE -> Manifest.of(end.regionKeys());
      case PLANNED, VERIFIED, REFUSED, FAILED -> null;
    };
  }

  /// Such as `tickets.example` or `tickets.example:8443`: all of the URL that may be shown.
  public String host() {
    String host = Objects.requireNonNullElse(url.getHost(), "(no host)");
    return url.getPort() == -1 ? host : host + ":" + url.getPort();
  }

  @Override
  public String toString() {
    return "callback " + id + " to " + host();
  }
}
