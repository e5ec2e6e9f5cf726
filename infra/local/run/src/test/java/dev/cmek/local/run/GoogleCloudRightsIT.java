package dev.cmek.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cmek.local.run.gcp.Granted;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the functions did in the whole runs, held to what functions.yaml lets each of them do.
@ExtendWith(GoogleRuns.Once.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GoogleCloudRightsIT {

  /// Roles that the runs had no occasion for.
  private static final Map<String, String> NO_OCCASION =
      Map.of(
          "cmek-check-cmek state.write", "notes what it asks for anew, where a grant came too late",
          "cmek-end-sweep topics.publish", "tells what concerns more than one cluster");

  private final List<Granted> granted = Granted.all();
  private final List<GoogleCall> calls;
  private final Map<String, Set<String>> used = new HashMap<>();

  GoogleCloudRightsIT(GoogleRuns runs) {
    Set<String> functions = granted.stream().map(Granted::function).collect(Collectors.toSet());
    calls =
        runs.cloud().calls().stream().filter(call -> functions.contains(call.caller())).toList();
    calls.forEach(
        call -> used.computeIfAbsent(call.caller(), _ -> new HashSet<>()).add(call.permission()));
  }

  @Test
  void everyFunctionWasAllowedWhatItDid() {
    assertThat(calls).isNotEmpty().allMatch(GoogleCall::allowed);
  }

  @Test
  void everyFunctionDidOnlyWhatItsOwnRolesGrant() {
    Map<String, Set<String>> may =
        granted.stream()
            .collect(
                Collectors.groupingBy(
                    Granted::function,
                    Collectors.flatMapping(
                        role -> role.permissions().stream(), Collectors.toSet())));

    assertThat(calls)
        .allMatch(call -> may.getOrDefault(call.caller(), Set.of()).contains(call.permission()));
  }

  @Test
  void everyPermissionIsUsedBySomebody() {
    Set<String> all = used.values().stream().flatMap(Set::stream).collect(Collectors.toSet());

    assertThat(granted).flatExtracting(Granted::permissions).isSubsetOf(all);
  }

  @Test
  void everyFunctionUsesTheRolesThatItHas() {
    assertThat(granted)
        .filteredOn(this::isIdle)
        .extracting(Granted::toString)
        .containsExactlyInAnyOrderElementsOf(NO_OCCASION.keySet());
  }

  /// Of its own role a function must use all, of one that several have a part.
  private boolean isIdle(Granted role) {
    Collection<String> did = used.getOrDefault(role.function(), Set.of());
    return role.isOwn()
        ? !did.containsAll(role.permissions())
        : Collections.disjoint(did, role.beyond());
  }
}
