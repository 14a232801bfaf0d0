package io.grampus.build.dockerfile;

/** One instruction of a Dockerfile, typed; an immutable value that knows its place in the file. */
public sealed interface Instruction
    permits AddInstruction,
        ArgInstruction,
        CmdInstruction,
        CopyInstruction,
        EntrypointInstruction,
        EnvInstruction,
        ExposeInstruction,
        FromInstruction,
        HealthcheckInstruction,
        LabelInstruction,
        MaintainerInstruction,
        OnbuildInstruction,
        RunInstruction,
        ShellInstruction,
        StopsignalInstruction,
        UserInstruction,
        VolumeInstruction,
        WorkdirInstruction {

  /** Where it stands and how it was written. */
  InstructionSource source();

  /** Calls the visitor's method for this kind of instruction. */
  <R> R accept(InstructionVisitor<R> visitor);

  /** The lines it stands on. */
  default SourceRange range() {
    return source().range();
  }

  /** The instruction as written, continuation lines joined, without heredoc bodies. */
  default String text() {
    return source().text();
  }
}
