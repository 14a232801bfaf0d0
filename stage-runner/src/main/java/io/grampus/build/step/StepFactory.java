package io.grampus.build.step;

import io.grampus.build.dockerfile.AddInstruction;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.CmdInstruction;
import io.grampus.build.dockerfile.CopyInstruction;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.EntrypointInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.ExposeInstruction;
import io.grampus.build.dockerfile.ExposedPorts;
import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.HealthcheckInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.InstructionVisitor;
import io.grampus.build.dockerfile.LabelInstruction;
import io.grampus.build.dockerfile.MaintainerInstruction;
import io.grampus.build.dockerfile.OnbuildInstruction;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.dockerfile.ShellInstruction;
import io.grampus.build.dockerfile.StopSignals;
import io.grampus.build.dockerfile.StopsignalInstruction;
import io.grampus.build.dockerfile.UserInstruction;
import io.grampus.build.dockerfile.VolumeInstruction;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.dockerfile.WorkdirInstruction;
import java.util.Map;

/** Makes the step of an instruction whose variables have been replaced. */
public final class StepFactory implements InstructionVisitor<Step> {
  private final StepSurroundings surroundings;
  private final CopyInputs copyInputs;
  private final ConfigSteps config;
  private final InstructionExpander expander;

  /**
   * Steps of one stage.
   *
   * @param copyInputs where COPY and ADD take files from
   */
  public StepFactory(StepSurroundings surroundings, CopyInputs copyInputs, char escape) {
    this.surroundings = surroundings;
    this.copyInputs = copyInputs;
    this.config = new ConfigSteps(new WordExpander(escape));
    this.expander = new InstructionExpander(escape);
  }

  /**
   * Refuses what is not carried out yet, before anything else is: variables are not replaced.
   *
   * @return the instruction
   */
  public static Instruction refuseUnsupported(Instruction instruction) {
    if (instruction instanceof RunInstruction run) {
      RunStep.refuseUnsupported(run);
    } else if (instruction instanceof AddInstruction add) {
      CopyOrder.check(add);
    }
    return instruction;
  }

  /**
   * Refuses words that no file could make right.
   *
   * @param instruction whose variables have been replaced
   * @param variables for the mounts of a RUN, which are read with the expander
   * @throws DockerfileException as its step would
   */
  public static void refuseWrong(
      Instruction instruction, InstructionExpander expander, Map<String, String> variables) {
    if (instruction instanceof ExposeInstruction expose) {
      ExposedPorts.parse(expose);
    } else if (instruction instanceof StopsignalInstruction stop) {
      StopSignals.check(stop);
    } else if (instruction instanceof CopyInstruction copy) {
      CopyOrder.of(copy);
    } else if (instruction instanceof AddInstruction add) {
      CopyOrder.of(add);
    } else if (instruction instanceof RunInstruction run) {
      expander.mounts(run, variables);
    }
  }

  /** Whether an instruction may change files, so that it is a step of its own to the user. */
  public static boolean changesFiles(Instruction instruction) {
    return instruction instanceof RunInstruction
        || instruction instanceof CopyInstruction
        || instruction instanceof AddInstruction
        || instruction instanceof WorkdirInstruction;
  }

  @Override
  public Step visitRun(RunInstruction instruction) {
    return new Step.Changing(new RunStep(surroundings, copyInputs, expander, instruction)::apply);
  }

  @Override
  public Step visitCopy(CopyInstruction instruction) {
    return new Step.Changing(
        new CopyStep(surroundings, copyInputs, CopyOrder.of(instruction))::apply);
  }

  @Override
  public Step visitAdd(AddInstruction instruction) {
    return new Step.Changing(
        new CopyStep(surroundings, copyInputs, CopyOrder.of(instruction))::apply);
  }

  @Override
  public Step visitWorkdir(WorkdirInstruction instruction) {
    return new Step.Changing(new WorkdirStep(surroundings, instruction)::apply);
  }

  @Override
  public Step visitArg(ArgInstruction instruction) {
    return new Step.Configuring(state -> config.arg(instruction, state));
  }

  @Override
  public Step visitCmd(CmdInstruction instruction) {
    return new Step.Configuring(state -> config.cmd(instruction, state));
  }

  @Override
  public Step visitEntrypoint(EntrypointInstruction instruction) {
    return new Step.Configuring(state -> config.entrypoint(instruction, state));
  }

  @Override
  public Step visitEnv(EnvInstruction instruction) {
    return new Step.Configuring(state -> config.env(instruction, state));
  }

  @Override
  public Step visitExpose(ExposeInstruction instruction) {
    return new Step.Configuring(state -> config.expose(instruction, state));
  }

  @Override
  public Step visitFrom(FromInstruction instruction) {
    throw new IllegalArgumentException("FROM opens a stage and is no step of it");
  }

  @Override
  public Step visitHealthcheck(HealthcheckInstruction instruction) {
    return new Step.Configuring(state -> config.healthcheck(instruction, state));
  }

  @Override
  public Step visitLabel(LabelInstruction instruction) {
    return new Step.Configuring(state -> config.label(instruction, state));
  }

  @Override
  public Step visitMaintainer(MaintainerInstruction instruction) {
    return new Step.Configuring(state -> config.maintainer(instruction, state));
  }

  @Override
  public Step visitOnbuild(OnbuildInstruction instruction) {
    return new Step.Configuring(
        state -> state.withConfig(i -> i.withOnBuild(instruction.expression())));
  }

  @Override
  public Step visitShell(ShellInstruction instruction) {
    return new Step.Configuring(state -> config.shell(instruction, state));
  }

  @Override
  public Step visitStopsignal(StopsignalInstruction instruction) {
    return new Step.Configuring(state -> config.stopsignal(instruction, state));
  }

  @Override
  public Step visitUser(UserInstruction instruction) {
    return new Step.Configuring(state -> config.user(instruction, state));
  }

  @Override
  public Step visitVolume(VolumeInstruction instruction) {
    return new Step.Configuring(state -> config.volume(instruction, state));
  }
}
