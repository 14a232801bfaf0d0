package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code VOLUME PATH …} or {@code VOLUME ["PATH", …]}.
 *
 * @param source where it stands and how it was written
 * @param paths at least one, none blank before expansion
 */
public record VolumeInstruction(InstructionSource source, List<String> paths)
    implements Instruction {
  /** Takes a copy of every list. */
  public VolumeInstruction {
    paths = List.copyOf(paths);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitVolume(this);
  }
}
