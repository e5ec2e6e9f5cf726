package dev.cmek.local.gcp.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cmek.local.gcp.workflow.Expression.Index;
import dev.cmek.local.gcp.workflow.Expression.Member;
import dev.cmek.local.gcp.workflow.Expression.Variable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The variables that a step sees: those of its own block, and of all blocks around it. A variable
/// belongs to the block that assigned it first; loops, `except` and branches are blocks.
///
/// Values are copied when they are assigned. Branches share the variables of blocks around them, so
/// everything here is under the lock of the execution.
final class Scope implements AutoCloseable {

  /// Bytes of all variables of an execution ("Quotas and limits": memory).
  static final long MEMORY = 512 * 1024;

  /// What all scopes of an execution hold together.
  private final AtomicLong used;

  private final @Nullable Scope outer;
  private final Map<String, JsonNode> variables = new HashMap<>();

  private Scope(AtomicLong used, @Nullable Scope outer) {
    this.used = used;
    this.outer = outer;
  }

  /// The first of an execution.
  static Scope first() {
    return new Scope(new AtomicLong(), null);
  }

  /// One of the same execution that sees nothing of this one: a subworkflow's.
  Scope apart() {
    return new Scope(used, null);
  }

  /// One inside of this one.
  Scope inner() {
    return new Scope(used, this);
  }

  JsonNode get(String name) throws WorkflowError {
    synchronized (used) {
      return home(name)
          .map(scope -> scope.variables.get(name))
          .orElseThrow(() -> WorkflowError.of("KeyError", "nothing was assigned to " + name));
    }
  }

  /// Makes a variable of this block.
  void declare(String name, JsonNode value) throws WorkflowError {
    synchronized (used) {
      put(name, value.deepCopy());
    }
  }

  /// Assigns to a variable, or a part of one.
  void assign(Expression target, JsonNode value, StandardLibrary library) throws WorkflowError {
    synchronized (used) {
      if (target instanceof Variable(String name)) {
        home(name).orElse(this).put(name, value.deepCopy());
        return;
      }
      String name = target.variables().findFirst().orElseThrow();
      Scope home =
          home(name)
              .orElseThrow(() -> WorkflowError.of("KeyError", "nothing was assigned to " + name));
      JsonNode changed = home.variables.getOrDefault(name, NullNode.instance).deepCopy();
      set(target, value.deepCopy(), changed, new Evaluation(this, library));
      home.put(name, changed);
    }
  }

  @Override
  public void close() {
    synchronized (used) {
      variables.values().forEach(value -> used.addAndGet(-size(value)));
      variables.clear();
    }
  }

  private Optional<Scope> home(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.variables.containsKey(name)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }

  private void put(String name, JsonNode value) throws WorkflowError {
    JsonNode before = variables.put(name, value);
    long more = size(value) - (before == null ? 0 : size(before));
    if (used.addAndGet(more) > MEMORY) {
      throw WorkflowError.of("ResourceLimitError", "variables need more than 512 KB");
    }
  }

  /// Sets the part of a variable that the target names.
  ///
  /// @param root the variable's value
  private static void set(Expression target, JsonNode value, JsonNode root, Evaluation keys)
      throws WorkflowError {
    switch (target) {
      case Member(Expression parent, String name) -> put(part(parent, root, keys), name, value);
      case Index(Expression parent, Expression index) -> {
        JsonNode container = part(parent, root, keys);
        JsonNode key = keys.value(index);
        if (container instanceof ArrayNode list && Evaluation.element(list, key) != null) {
          list.set(key.intValue(), value);
        } else if (key.isTextual()) {
          put(container, key.textValue(), value);
        } else {
          throw WorkflowError.of("TypeError", "a map has no element " + key);
        }
      }
      default -> throw new IllegalStateException("not a part of a variable: " + target);
    }
  }

  private static void put(JsonNode container, String name, JsonNode value) throws WorkflowError {
    if (!(container instanceof ObjectNode map)) {
      throw WorkflowError.of("TypeError", Evaluation.typeOf(container) + " has no member " + name);
    }
    map.set(name, value);
  }

  private static JsonNode part(Expression target, JsonNode root, Evaluation keys)
      throws WorkflowError {
    return switch (target) {
      case Variable _ -> root;
      case Member(Expression parent, String name) ->
          Evaluation.member(part(parent, root, keys), name);
      case Index(Expression parent, Expression index) ->
          Evaluation.element(part(parent, root, keys), keys.value(index));
      default -> throw new IllegalStateException("not a part of a variable: " + target);
    };
  }

  private static long size(JsonNode value) {
    return value.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
