package dev.cmek.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How the simulator behaves where the real service is slow, unreliable or unknown.
///
/// @param enableDuration how long one region takes to be enabled, rotated, revoked or added;
///   regions take their turns, in the order of their names
/// @param propagationDelay how old a grant must be before the vendor can use it
/// @param requestsPerSecond how many requests an API key may make in any second
/// @param pageSize entries of a page when the caller gives no limit
/// @param accessFailureStatus the HTTP status of an access failure that is told at once: 400, 401
///   or 403
/// @param lockError the HTTP status of the lock error: 503, 409 or 400
/// @param throttleStatus the HTTP status when a key makes too many requests
/// @param extraFields whether answers hold members that no specification has
/// @param extraEnumValues whether answers hold enum values that no specification has
/// @param organizationId the organization that all API keys belong to: the external id that the
///   vendor sends
/// @param faults what goes wrong next; each is used up by the requests that it fits
public record Settings(
    Duration enableDuration,
    Duration propagationDelay,
    int requestsPerSecond,
    int pageSize,
    CmekBeforeEnable cmekBeforeEnable,
    PostOnEnabled postOnEnabled,
    AccessFailure accessFailure,
    int accessFailureStatus,
    int lockError,
    int throttleStatus,
    KeyInfoOrder keyInfoOrder,
    AbsentMembers absentMembers,
    boolean extraFields,
    boolean extraEnumValues,
    String organizationId,
    List<Fault> faults) {

  public Settings {
    faults = List.copyOf(faults);
    require(requestsPerSecond > 0, "requestsPerSecond must be positive");
    require(pageSize > 0, "pageSize must be positive");
    require(
        Set.of(400, 401, 403).contains(accessFailureStatus),
        "accessFailureStatus must be 400, 401 or 403");
    require(Set.of(503, 409, 400).contains(lockError), "lockError must be 503, 409 or 400");
    require(throttleStatus >= 400 && throttleStatus <= 599, "throttleStatus must be 400 to 599");
    require(!organizationId.isBlank(), "organizationId must not be empty");
  }

  /// What GET cmek answers before CMEK was ever enabled.
  public enum CmekBeforeEnable {
    EMPTY,
    NOT_FOUND
  }

  /// What POST cmek does on a cluster that has CMEK: refuse with 400, or act as PUT.
  public enum PostOnEnabled {
    REFUSE,
    ACCEPT
  }

  /// When the lack of access is told: by the write itself, or by `ENABLE_FAILED` later.
  public enum AccessFailure {
    AT_ONCE,
    LATER
  }

  /// The order of a region's current and past keys.
  public enum KeyInfoOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  /// How a member without a value is written.
  public enum AbsentMembers {
    ABSENT,
    NULL
  }

  public static Settings defaults() {
    return new Settings(
        Duration.ofSeconds(2),
        Duration.ZERO,
        10,
        500,
        CmekBeforeEnable.EMPTY,
        PostOnEnabled.REFUSE,
        AccessFailure.AT_ONCE,
        400,
        503,
        429,
        KeyInfoOrder.NEWEST_FIRST,
        AbsentMembers.ABSENT,
        false,
        false,
        "9c8f4a10-5b7d-4e0a-8f5e-2f6f0c1d3e4b",
        List.of());
  }

  /// These settings with the members of the change in place of their own.
  ///
  /// @throws ApiError naming an unknown or unfit member
  Settings changedBy(ObjectNode change) {
    change
        .properties()
        .forEach(member -> {
          if (member.getValue().isNull()) {
            throw ApiError.invalid(member.getKey() + " must not be null");
          }
        });
    ObjectNode all = Json.object();
    all.setAll((ObjectNode) Json.tree(this));
    all.setAll(change);
    return Json.convert(all, Settings.class);
  }

  private static void require(boolean fits, String message) {
    if (!fits) {
      throw new IllegalArgumentException(message);
    }
  }
}
