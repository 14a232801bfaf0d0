package io.grampus.tests.pipeline;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A step as its system would start it.
 *
 * @param environment the variables that the system sets
 * @param script what it has the shell execute
 * @param arguments the script's arguments
 */
record FakeStep(Map<String, String> environment, String script, List<String> arguments) {
  /** What the runner's image executes where the step names nothing else. */
  static final String DEFAULT_COMMAND = "grampus plugin";

  FakeStep {
    environment = Map.copyOf(environment);
    arguments = List.copyOf(arguments);
  }

  /** The same with another value of a variable. */
  FakeStep with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new FakeStep(more, script, arguments);
  }

  /** The step in the checked-out context, with the program where the runner's image has it. */
  Command command(Workspace workspace) {
    Grampus grampus = workspace.grampus();
    List<String> words = new ArrayList<>(List.of("sh", "-ec", script, "sh"));
    words.addAll(arguments);
    Map<String, String> all = new TreeMap<>(grampus.command().environment());
    all.putAll(environment);
    all.put("PATH", grampus.launcher().getParent() + ":" + all.get("PATH"));
    return workspace.command(words.toArray(String[]::new)).with(all).in(workspace.context());
  }
}
