package io.grampus.build.dockerfile;

/**
 * {@code HEALTHCHECK [OPTIONS] CMD COMMAND} or {@code HEALTHCHECK NONE}.
 *
 * @param source where it stands and how it was written
 * @param healthcheck ready for the image configuration
 */
public record HealthcheckInstruction(InstructionSource source, Healthcheck healthcheck)
    implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitHealthcheck(this);
  }
}
