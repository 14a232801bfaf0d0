package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code EXPOSE PORT[/PROTOCOL] …}.
 *
 * @param source where it stands and how it was written
 * @param ports sorted as text, unexpanded ranges; {@link ExposedPorts#parse} reads them after
 *     expansion
 */
public record ExposeInstruction(InstructionSource source, List<String> ports)
    implements Instruction {
  /** Takes a copy of every list. */
  public ExposeInstruction {
    ports = List.copyOf(ports);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitExpose(this);
  }
}
