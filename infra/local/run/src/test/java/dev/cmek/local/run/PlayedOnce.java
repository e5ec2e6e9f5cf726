package dev.cmek.local.run;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives the same runs to all test classes; their clouds are ended with the last of them.
abstract class PlayedOnce<T extends AutoCloseable> implements ParameterResolver {

  private final Class<T> runs;
  private final Supplier<T> play;

  PlayedOnce(Class<T> runs, Supplier<T> play) {
    this.runs = runs;
    this.play = play;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == runs;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(runs))
        .getOrComputeIfAbsent(runs, _ -> play.get(), runs);
  }
}
