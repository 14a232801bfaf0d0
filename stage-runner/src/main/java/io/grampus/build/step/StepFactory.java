package io.grampus.build.step;

import io.grampus.build.dockerfile.AddInstruction;
import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.CmdInstruction;
import io.grampus.build.dockerfile.CopyInstruction;
import io.grampus.build.dockerfile.EntrypointInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.ExposeInstruction;
import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.HealthcheckInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionVisitor;
import io.grampus.build.dockerfile.LabelInstruction;
import io.grampus.build.dockerfile.MaintainerInstruction;
import io.grampus.build.dockerfile.OnbuildInstruction;
import io.grampus.build.dockerfile.RunInstruction;
import io.grampus.build.dockerfile.ShellInstruction;
import io.grampus.build.dockerfile.StopsignalInstruction;
import io.grampus.build.dockerfile.UserInstruction;
import io.grampus.build.dockerfile.VolumeInstruction;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.dockerfile.WorkdirInstruction;
import java.util.function.UnaryOperator;

/** Makes the step of an instruction whose variables have been replaced. */
public final class StepFactory implements InstructionVisitor<Step> {
  private final StepSurroundings surroundings;
  private final CopyInputs copyInputs;
  private final ConfigSteps config;

  /**
   * Steps of one stage.
   *
   * @param copyInputs where COPY and ADD take files from
   */
  public StepFactory(StepSurroundings surroundings, CopyInputs copyInputs, char escape) {
    this.surroundings = surroundings;
    this.copyInputs = copyInputs;
    this.config = new ConfigSteps(surroundings.clock(), new WordExpander(escape));
  }

  private static Step changing(Instruction instruction, Step.Action action) {
    return new Step(instruction, true, action);
  }

  private static Step configuring(Instruction instruction, UnaryOperator<StageState> change) {
    return new Step(instruction, false, (state, vertex) -> change.apply(state));
  }

  @Override
  public Step visitRun(RunInstruction instruction) {
    return changing(instruction, new RunStep(surroundings, instruction)::apply);
  }

  @Override
  public Step visitCopy(CopyInstruction instruction) {
    return changing(instruction, CopyStep.of(surroundings, copyInputs, instruction)::apply);
  }

  @Override
  public Step visitAdd(AddInstruction instruction) {
    return changing(instruction, CopyStep.of(surroundings, copyInputs, instruction)::apply);
  }

  @Override
  public Step visitWorkdir(WorkdirInstruction instruction) {
    return changing(instruction, new WorkdirStep(surroundings, instruction)::apply);
  }

  @Override
  public Step visitArg(ArgInstruction instruction) {
    return configuring(instruction, state -> config.arg(instruction, state));
  }

  @Override
  public Step visitCmd(CmdInstruction instruction) {
    return configuring(instruction, state -> config.cmd(instruction, state));
  }

  @Override
  public Step visitEntrypoint(EntrypointInstruction instruction) {
    return configuring(instruction, state -> config.entrypoint(instruction, state));
  }

  @Override
  public Step visitEnv(EnvInstruction instruction) {
    return configuring(instruction, state -> config.env(instruction, state));
  }

  @Override
  public Step visitExpose(ExposeInstruction instruction) {
    return configuring(instruction, state -> config.expose(instruction, state));
  }

  @Override
  public Step visitFrom(FromInstruction instruction) {
    throw new IllegalArgumentException("FROM opens a stage and is no step of it");
  }

  @Override
  public Step visitHealthcheck(HealthcheckInstruction instruction) {
    return configuring(instruction, state -> config.healthcheck(instruction, state));
  }

  @Override
  public Step visitLabel(LabelInstruction instruction) {
    return configuring(instruction, state -> config.label(instruction, state));
  }

  @Override
  public Step visitMaintainer(MaintainerInstruction instruction) {
    return configuring(instruction, state -> config.maintainer(instruction, state));
  }

  @Override
  public Step visitOnbuild(OnbuildInstruction instruction) {
    return configuring(
        instruction, state -> state.withConfig(i -> i.withOnBuild(instruction.expression())));
  }

  @Override
  public Step visitShell(ShellInstruction instruction) {
    return configuring(instruction, state -> config.shell(instruction, state));
  }

  @Override
  public Step visitStopsignal(StopsignalInstruction instruction) {
    return configuring(instruction, state -> config.stopsignal(instruction, state));
  }

  @Override
  public Step visitUser(UserInstruction instruction) {
    return configuring(instruction, state -> config.user(instruction, state));
  }

  @Override
  public Step visitVolume(VolumeInstruction instruction) {
    return configuring(instruction, state -> config.volume(instruction, state));
  }
}
