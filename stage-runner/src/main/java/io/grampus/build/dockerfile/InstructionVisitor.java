package io.grampus.build.dockerfile;

/**
 * One method per kind of instruction, so that a new kind cannot be forgotten anywhere.
 *
 * @param <R> what a visit yields
 */
public interface InstructionVisitor<R> {

  /** Called for {@code ADD}. */
  R visitAdd(AddInstruction instruction);

  /** Called for {@code ARG}. */
  R visitArg(ArgInstruction instruction);

  /** Called for {@code CMD}. */
  R visitCmd(CmdInstruction instruction);

  /** Called for {@code COPY}. */
  R visitCopy(CopyInstruction instruction);

  /** Called for {@code ENTRYPOINT}. */
  R visitEntrypoint(EntrypointInstruction instruction);

  /** Called for {@code ENV}. */
  R visitEnv(EnvInstruction instruction);

  /** Called for {@code EXPOSE}. */
  R visitExpose(ExposeInstruction instruction);

  /** Called for {@code FROM}. */
  R visitFrom(FromInstruction instruction);

  /** Called for {@code HEALTHCHECK}. */
  R visitHealthcheck(HealthcheckInstruction instruction);

  /** Called for {@code LABEL}. */
  R visitLabel(LabelInstruction instruction);

  /** Called for {@code MAINTAINER}. */
  R visitMaintainer(MaintainerInstruction instruction);

  /** Called for {@code ONBUILD}. */
  R visitOnbuild(OnbuildInstruction instruction);

  /** Called for {@code RUN}. */
  R visitRun(RunInstruction instruction);

  /** Called for {@code SHELL}. */
  R visitShell(ShellInstruction instruction);

  /** Called for {@code STOPSIGNAL}. */
  R visitStopsignal(StopsignalInstruction instruction);

  /** Called for {@code USER}. */
  R visitUser(UserInstruction instruction);

  /** Called for {@code VOLUME}. */
  R visitVolume(VolumeInstruction instruction);

  /** Called for {@code WORKDIR}. */
  R visitWorkdir(WorkdirInstruction instruction);
}
