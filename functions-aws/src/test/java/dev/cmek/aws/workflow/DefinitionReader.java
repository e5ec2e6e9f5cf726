package dev.cmek.aws.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cmek.aws.workflow.Handling.Catcher;
import dev.cmek.aws.workflow.State.Chain;
import dev.cmek.aws.workflow.State.Rule;
import dev.cmek.aws.workflow.State.Work.Choice;
import dev.cmek.aws.workflow.State.Work.Fail;
import dev.cmek.aws.workflow.State.Work.Succeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a definition; refuses what is wrong or unknown in it, with the state's name.
final class DefinitionReader {

  private static final int LONGEST_NAME = 80;

  private final Set<String> resources;
  private final Set<String> names = new HashSet<>();

  /// @param resources those that tasks may call
  DefinitionReader(Set<String> resources) {
    this.resources = resources;
  }

  /// What a definition says.
  record Definition(Chain chain, Optional<Duration> timeout) {}

  Definition read(JsonNode root) {
    Fields fields = new Fields("definition", root);
    fields.expect("Version", "1.0");
    fields.expect("QueryLanguage", "JSONPath");
    Optional<Duration> timeout = fields.findSeconds("TimeoutSeconds", 1);
    return new Definition(chain(fields, false), timeout);
  }

  /// The rest of the fields, as a chain of states.
  ///
  /// @param inMap whether it runs for the items of a Map
  Chain chain(Fields fields, boolean inMap) {
    var _ = fields.findText("Comment");
    String startAt = fields.requireText("StartAt");
    Map<String, State> states = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> state : fields.require("States").properties()) {
      states.put(state.getKey(), state(state.getKey(), state.getValue(), inMap));
    }
    fields.end();
    checkWays(startAt, states, fields);
    return new Chain(startAt, states);
  }

  /// Refuses a resource that nobody serves.
  String resource(Fields fields) {
    String resource = fields.requireText("Resource");
    if (!resources.contains(resource)) {
      throw fields.refuse("no function is given for Resource " + resource);
    }
    return resource;
  }

  private State state(String name, JsonNode node, boolean inMap) {
    Fields fields = new Fields("state " + name, node);
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw fields.refuse("its name must have 1 to " + LONGEST_NAME + " characters");
    }
    if (!names.add(name)) {
      throw fields.refuse("another state has this name");
    }
    return new StateReader(this, name, fields, inMap).read();
  }

  private static void checkWays(String startAt, Map<String, State> states, Fields fields) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(startAt));
    while (!open.isEmpty()) {
      String name = open.removeLast();
      if (!states.containsKey(name)) {
        throw fields.refuse("there is no state " + name + " to go to");
      }
      if (reached.add(name)) {
        open.addAll(ways(states.get(name)));
      }
    }
    for (String name : states.keySet()) {
      if (!reached.contains(name)) {
        throw fields.refuse("no way leads to state " + name);
      }
    }
    if (states.values().stream().noneMatch(DefinitionReader::isLast)) {
      throw fields.refuse("no state is the last one");
    }
  }

  private static List<String> ways(State state) {
    List<String> ways = new ArrayList<>();
    state.next().ifPresent(ways::add);
    state.handling().catchers().stream().map(Catcher::next).forEach(ways::add);
    if (state.work() instanceof Choice(var rules, var otherwise)) {
      rules.stream().map(Rule::next).forEach(ways::add);
      otherwise.ifPresent(ways::add);
    }
    return ways;
  }

  private static boolean isLast(State state) {
    return switch (state.work()) {
      case Choice _ -> false;
      case Succeed _, Fail _ -> true;
      default -> state.next().isEmpty();
    };
  }
}
