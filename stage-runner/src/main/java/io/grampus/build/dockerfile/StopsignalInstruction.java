package io.grampus.build.dockerfile;

/**
 * {@code STOPSIGNAL SIGNAL}.
 *
 * @param source where it stands and how it was written
 * @param signal name with or without SIG, or a number; {@link StopSignals#check} judges it after
 *     expansion
 */
public record StopsignalInstruction(InstructionSource source, String signal)
    implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitStopsignal(this);
  }
}
