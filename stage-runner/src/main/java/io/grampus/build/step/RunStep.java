package io.grampus.build.step;

import io.grampus.build.BuildFailedException;
import io.grampus.build.OutputStreamName;
import io.grampus.build.Vertex;
import io.grampus.build.copy.Account;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.dockerfile.SecurityMode;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.ByteString;
import io.grampus.sandbox.CommandNotStartedException;
import io.grampus.sandbox.ExitStatus;
import io.grampus.sandbox.NetworkMode;
import io.grampus.sandbox.OutputListener;
import io.grampus.sandbox.SandboxSpec;
import io.grampus.sandbox.StandardStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RUN: executes a command in the root file system and keeps what it changed. */
final class RunStep {
  private final StepSurroundings surroundings;
  private final CachedSteps steps;
  private final RunInstruction run;

  RunStep(StepSurroundings surroundings, RunInstruction run) {
    this.surroundings = surroundings;
    this.steps = new CachedSteps(surroundings);
    this.run = run;
  }

  static void refuseUnsupported(RunInstruction run) {
    if (!run.mounts().isEmpty()) {
      throw unsupported(run, "RUN --mount", "copy what the command needs with COPY");
    }
    if (run.security() != SecurityMode.SANDBOX) {
      throw unsupported(run, "RUN --security=insecure", "remove the flag");
    }
    if (!run.devices().isEmpty()) {
      throw unsupported(run, "RUN --device", "remove the flag");
    }
  }

  private static DockerfileException unsupported(RunInstruction run, String what, String hint) {
    return new DockerfileException(
        "instruction-unsupported", what + " is not supported yet", hint, run.range());
  }

  StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException {
    ImageConfig config = state.config();
    List<String> shell =
        config.config().shell() == null ? List.of() : List.copyOf(config.config().shell());
    List<String> arguments = run.effectiveCommand().argv(shell);
    Map<String, String> environment = environment(state);
    String user = config.config().user() == null ? "" : config.config().user();
    CacheKey key =
        state
            .key()
            .step("RUN")
            .add("command", arguments)
            .add(environment, name -> called(name, state))
            .add("user", user)
            .add("working directory", WorkdirStep.current(state))
            .add("network", run.network().name())
            .add("script", run.script().map(InlineFile::content).map(List::of).orElse(List.of()))
            .build();
    String createdBy = HistoryText.run(arguments, state.scope());
    return steps.execute(
        state,
        key,
        createdBy,
        vertex,
        working -> run(working, arguments, environment, user, WorkdirStep.current(state), vertex));
  }

  private static String called(String variable, StageState state) {
    boolean isArgument =
        state.scope().declared().stream().anyMatch(declared -> declared.name().equals(variable));
    return (isArgument ? "build argument " : "variable ") + variable;
  }

  private static Map<String, String> environment(StageState state) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", ImageConfig.DEFAULT_PATH);
    environment.putAll(state.scope().environment());
    return environment;
  }

  private void run(
      WorkingSnapshot working,
      List<String> arguments,
      Map<String, String> environment,
      String user,
      String directory,
      Vertex vertex)
      throws IOException, InterruptedException {
    SandboxSpec spec;
    try (UnionView view = surroundings.snapshotter().view(working.parent())) {
      if (isMissing(directory, view)) {
        WorkdirStep.provide(surroundings, directory, "", working);
      }
      Account account = surroundings.accounts(view).account(user);
      Map<String, String> complete = new LinkedHashMap<>(surroundings.proxies());
      complete.putAll(environment);
      complete.putIfAbsent("HOME", account.home());
      spec =
          new ContainerFurnishing(view, working)
              .spec(arguments, complete, directory, account.identity(), network(), run.script());
    }
    ExitStatus status = start(spec, vertex);
    if (!status.success()) {
      throw BuildFailedException.ofCommand(commandLine(arguments), status.shellCode(), null);
    }
  }

  /** A command may have removed it; the next one finds it again. */
  private static boolean isMissing(String directory, UnionView view) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(directory), true)) {
      return found instanceof Resolution.Missing;
    }
  }

  private ExitStatus start(SandboxSpec spec, Vertex vertex) throws InterruptedException {
    OutputListener listener =
        (stream, chunk) ->
            vertex.wrote(
                stream == OutputListener.Stream.STDOUT
                    ? OutputStreamName.STDOUT
                    : OutputStreamName.STDERR,
                chunk);
    try {
      return surroundings
          .sandbox()
          .get()
          .run(
              spec,
              new StandardStreams.Captured(listener),
              surroundings.files().notes().owners(),
              process -> {});
    } catch (CommandNotStartedException e) {
      vertex.wrote(
          OutputStreamName.STDERR, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      throw BuildFailedException.ofCommand(commandLine(spec.arguments()), e.shellCode(), null);
    }
  }

  private NetworkMode network() {
    return switch (run.network()) {
      case NONE -> NetworkMode.NONE;
      case DEFAULT, HOST -> NetworkMode.HOST;
    };
  }

  private static String commandLine(List<String> arguments) {
    return String.join(" ", arguments);
  }
}
