package io.grampus.build.step;

import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.CmdInstruction;
import io.grampus.build.dockerfile.CommandLine;
import io.grampus.build.dockerfile.EntrypointInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.ExposeInstruction;
import io.grampus.build.dockerfile.ExposedPorts;
import io.grampus.build.dockerfile.HealthcheckInstruction;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.KeyValue;
import io.grampus.build.dockerfile.LabelInstruction;
import io.grampus.build.dockerfile.MaintainerInstruction;
import io.grampus.build.dockerfile.ShellInstruction;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.StopSignals;
import io.grampus.build.dockerfile.StopsignalInstruction;
import io.grampus.build.dockerfile.UserInstruction;
import io.grampus.build.dockerfile.VolumeInstruction;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.image.Healthcheck;
import io.grampus.build.image.ImageConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Instructions that change only the image's configuration: its defaults, variables and history. */
final class ConfigSteps {
  private final WordExpander words;

  ConfigSteps(WordExpander words) {
    this.words = words;
  }

  private StageState change(StageState state, String createdBy, UnaryOperator<ImageConfig> change) {
    return state.withConfig(change).withEmptyHistory(createdBy);
  }

  StageState arg(ArgInstruction arg, StageState state) {
    StageScope after = state.scope().declare(arg, words);
    return change(state.withScope(after), HistoryText.arg(arg, after), config -> config);
  }

  /** ENV reaches both the image and the instructions that follow. */
  StageState env(EnvInstruction env, StageState state) {
    StageState scoped = state.withScope(state.scope().set(env));
    return change(
        scoped,
        HistoryText.env(env),
        config -> {
          ImageConfig changed = config;
          for (KeyValue pair : env.variables()) {
            changed = changed.withEnv(pair.key(), pair.value());
          }
          return changed;
        });
  }

  StageState cmd(CmdInstruction cmd, StageState state) {
    List<String> arguments = cmd.command().argv(shell(state));
    return change(
        state.withCommandSet(), HistoryText.cmd(arguments), config -> config.withCmd(arguments));
  }

  /** An inherited CMD belongs to the inherited ENTRYPOINT and goes with it. */
  StageState entrypoint(EntrypointInstruction entrypoint, StageState state) {
    List<String> arguments = entrypoint.command().argv(shell(state));
    return change(
        state,
        HistoryText.entrypoint(arguments),
        config -> {
          ImageConfig changed = config.withEntrypoint(arguments);
          return state.commandSet() ? changed : changed.withCmd(null);
        });
  }

  private static List<String> shell(StageState state) {
    List<String> shell = state.config().config().shell();
    return shell == null ? CommandLine.DEFAULT_SHELL : shell;
  }

  StageState expose(ExposeInstruction expose, StageState state) {
    List<String> ports = ExposedPorts.parse(expose);
    return change(state, HistoryText.expose(ports), config -> config.withExposedPorts(ports));
  }

  StageState healthcheck(HealthcheckInstruction instruction, StageState state) {
    io.grampus.build.dockerfile.Healthcheck check = instruction.healthcheck();
    Healthcheck stored =
        new Healthcheck(
            check.test(),
            nanoseconds(check.interval()),
            nanoseconds(check.timeout()),
            nanoseconds(check.startPeriod()),
            nanoseconds(check.startInterval()),
            check.retries(),
            Map.of());
    return change(state, HistoryText.healthcheck(check), config -> config.withHealthcheck(stored));
  }

  private static long nanoseconds(Duration duration) {
    return duration.toNanos();
  }

  StageState label(LabelInstruction label, StageState state) {
    Map<String, String> labels = new LinkedHashMap<>();
    label.labels().forEach(pair -> labels.put(pair.key(), pair.value()));
    return change(state, HistoryText.label(label), config -> config.withLabels(labels));
  }

  StageState maintainer(MaintainerInstruction maintainer, StageState state) {
    return change(
        state, HistoryText.maintainer(maintainer), config -> config.withAuthor(maintainer.name()));
  }

  StageState shell(ShellInstruction shell, StageState state) {
    return change(state, HistoryText.shell(shell), config -> config.withShell(shell.words()));
  }

  StageState stopsignal(StopsignalInstruction stop, StageState state) {
    StopSignals.check(stop);
    return change(
        state, HistoryText.stopsignal(stop), config -> config.withStopSignal(stop.signal()));
  }

  StageState user(UserInstruction user, StageState state) {
    return change(state, HistoryText.user(user), config -> config.withUser(user.user()));
  }

  StageState volume(VolumeInstruction volume, StageState state) {
    return change(
        state,
        HistoryText.volume(volume),
        config -> {
          ImageConfig changed = config;
          for (String path : volume.paths()) {
            changed = changed.withVolume(path);
          }
          return changed;
        });
  }
}
