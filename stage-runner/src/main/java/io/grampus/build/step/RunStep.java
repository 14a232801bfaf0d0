package io.grampus.build.step;

import io.grampus.build.BuildFailedException;
import io.grampus.build.OutputStreamName;
import io.grampus.build.RunSettings;
import io.grampus.build.Vertex;
import io.grampus.build.copy.Account;
import io.grampus.build.copy.Fingerprint;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.dockerfile.SecurityMode;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.build.mount.MountInputs;
import io.grampus.build.mount.PreparedMounts;
import io.grampus.build.mount.RunMounts;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.ByteString;
import io.grampus.sandbox.CommandNotStartedException;
import io.grampus.sandbox.ExitStatus;
import io.grampus.sandbox.Mount;
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
  /** What a RUN wrote there would be lost, so BuildKit does not let it. */
  private static final List<Mount> NAMES_READ_ONLY =
      List.of(new Mount.ReadOnly("/etc/hosts"), new Mount.ReadOnly("/etc/resolv.conf"));

  private final StepSurroundings surroundings;
  private final CachedSteps steps;
  private final CopyInputs inputs;
  private final InstructionExpander expander;
  private final RunInstruction run;

  RunStep(
      StepSurroundings surroundings,
      CopyInputs inputs,
      InstructionExpander expander,
      RunInstruction run) {
    this.surroundings = surroundings;
    this.inputs = inputs;
    this.expander = expander;
    this.steps = new CachedSteps(surroundings);
    this.run = run;
  }

  static void refuseUnsupported(RunInstruction run) {
    run.checkMounts();
    if (run.security() != SecurityMode.SANDBOX) {
      throw new DockerfileException(
          "security-insecure",
          "RUN --security=insecure is not allowed: nobody here has privileges to give",
          "remove the flag, or build with a privileged builder",
          run.range());
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
    String directory = WorkdirStep.current(state);
    RunMounts mounts = mounts(state, directory);
    CacheKey.Builder key =
        state
            .key()
            .step("RUN")
            .add("command", arguments)
            .add(environment, name -> called(name, state))
            .add("user", user)
            .add("working directory", directory)
            .add("network", networkName())
            .add("script", run.script().map(InlineFile::content).map(List::of).orElse(List.of()));
    if (!surroundings.run().hosts().isEmpty()) {
      key.add("--add-host", hosts());
    }
    if (!hostName().equals(RunSettings.USUAL.hostName())) {
      key.add("host name", hostName());
    }
    mounts.identify(new MountKey(key));
    String createdBy = HistoryText.run(arguments, state.scope());
    return steps.execute(
        state,
        key.build(),
        createdBy,
        vertex,
        working -> run(working, arguments, environment, user, directory, mounts, vertex));
  }

  private RunMounts mounts(StageState state, String directory) throws IOException {
    return RunMounts.plan(
        expander.mounts(run, state.scope().environment()),
        directory,
        from -> from == null ? inputs.context() : inputs.from(from));
  }

  /** Adds what mounts depend on to a key. */
  private record MountKey(CacheKey.Builder key) implements MountInputs {
    @Override
    public void mounted(String name, List<String> identity) {
      key.add(name, identity);
    }

    @Override
    public void files(String name, String digest, List<Fingerprint.FileDigest> files) {
      key.add(CacheKey.FILES_OF + name, digest).describe(files);
    }
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
      RunMounts mounts,
      Vertex vertex)
      throws IOException, InterruptedException {
    try (UnionView view = surroundings.snapshotter().view(working.parent());
        PreparedMounts prepared =
            mounts.prepare(
                surroundings.mounts(), view, working, what -> tellWaiting(vertex, what))) {
      if (isMissing(directory, view)) {
        WorkdirStep.provide(surroundings, directory, "", working);
      }
      Account account = surroundings.accounts(view).account(user);
      Map<String, String> complete = new LinkedHashMap<>(surroundings.proxies());
      complete.putAll(environment);
      complete.putIfAbsent("HOME", account.home());
      complete.putAll(prepared.variables());
      SandboxSpec spec =
          new ContainerFurnishing(view, working)
              .withHosts(hosts())
              .withHostName(hostName())
              .spec(arguments, complete, directory, account.identity(), network(), run.script());
      SandboxSpec furnished = spec.withMounts(NAMES_READ_ONLY).withMounts(prepared.mounts());
      execute(furnished, view, working, vertex);
    }
  }

  private void execute(SandboxSpec spec, UnionView view, WorkingSnapshot working, Vertex vertex)
      throws InterruptedException {
    try {
      ExitStatus status = start(spec, vertex);
      if (!status.success()) {
        throw BuildFailedException.ofCommand(
            commandLine(spec.arguments()), status.shellCode(), null);
      }
    } catch (BuildFailedException e) {
      String message = String.valueOf(e.getMessage());
      surroundings.onFailure().handle(new FailedRun(surroundings, view, working, spec, message));
      throw e;
    }
  }

  private static void tellWaiting(Vertex vertex, String what) {
    String line = "waiting for " + what + ", which another command uses\n";
    vertex.wrote(OutputStreamName.STDERR, line.getBytes(StandardCharsets.UTF_8));
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

  private List<String> hosts() {
    return surroundings.run().hosts().stream().map(RunSettings.Host::line).toList();
  }

  private String hostName() {
    return surroundings.run().hostName();
  }

  private NetworkMode network() {
    return switch (run.network()) {
      case NONE -> NetworkMode.NONE;
      case HOST -> NetworkMode.HOST;
      case DEFAULT -> surroundings.run().networkByDefault() ? NetworkMode.HOST : NetworkMode.NONE;
    };
  }

  /** The instruction's own word where there is a network, so that keys stay what they were. */
  private String networkName() {
    return network() == NetworkMode.NONE ? NetworkMode.NONE.name() : run.network().name();
  }

  private static String commandLine(List<String> arguments) {
    return String.join(" ", arguments);
  }
}
