package io.grampus.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of the program: what it finds around it, the global options, and the parts it uses. */
final class Session implements AutoCloseable {
  private final Environment environment;
  private final Function<Map<String, String>, Services> wiring;
  private final GlobalOptions options = new GlobalOptions();
  private @Nullable Services services;

  /**
   * Starts a run.
   *
   * @param wiring makes the parts from the environment variables
   */
  Session(Environment environment, Function<Map<String, String>, Services> wiring) {
    this.environment = environment;
    this.wiring = wiring;
  }

  Environment environment() {
    return environment;
  }

  GlobalOptions options() {
    return options;
  }

  /** The parts, made for the store that the options or the environment name. */
  Services services() {
    if (services == null) {
      Map<String, String> variables = new HashMap<>(environment.variables());
      Path root = options.root();
      if (root != null) {
        variables.put("GRAMPUS_ROOT", root.toString());
      }
      if (options.debug()) {
        variables.put(Wiring.DEBUG, "1");
      }
      services = wiring.apply(variables);
    }
    return services;
  }

  /** Closes the parts, if any were made. */
  @Override
  public void close() {
    if (services != null) {
      services.close();
    }
  }
}
