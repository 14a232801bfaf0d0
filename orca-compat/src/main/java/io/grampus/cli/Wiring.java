package io.grampus.cli;

import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import java.util.List;
import java.util.Map;

/** The one place where the parts of the program are put together. */
final class Wiring implements Services {
  private final Map<String, String> environment;

  /** Makes nothing yet; the environment names the store. */
  Wiring(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public BuildService builder() {
    throw new UnsupportedOperationException("no builder in " + environment.size());
  }

  @Override
  public ContainerRunner runner() {
    throw new UnsupportedOperationException("no runner");
  }

  @Override
  public List<Finding> findings() {
    return List.of();
  }
}
