package io.grampus.build.dockerfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ADD}: copies like {@code COPY} and also fetches URLs and repositories and unpacks
 * archives.
 *
 * @param source where it stands and how it was written
 * @param sources what is copied where
 * @param chown {@code USER[:GROUP]} for the copies, or null
 * @param chmod octal or symbolic mode for the copies, unjudged, or null
 * @param link the layer is made independently of what is below it
 * @param keepGitDir whether a repository keeps its {@code .git}; null where the flag is absent
 * @param checksum what a fetched file must have, {@code ALGORITHM:HEX} or a commit, or null
 * @param unpack whether archives are unpacked; null where the flag is absent, which means local
 *     archives are and fetched ones are not
 * @param exclude patterns of what is left out
 */
public record AddInstruction(
    InstructionSource source,
    CopySources sources,
    @Nullable String chown,
    @Nullable String chmod,
    boolean link,
    @Nullable Boolean keepGitDir,
    @Nullable String checksum,
    @Nullable Boolean unpack,
    List<String> exclude)
    implements Instruction {

  /** Takes a copy of the list. */
  public AddInstruction {
    exclude = List.copyOf(exclude);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitAdd(this);
  }
}
