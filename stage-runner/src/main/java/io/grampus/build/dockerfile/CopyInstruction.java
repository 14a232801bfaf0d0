package io.grampus.build.dockerfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code COPY}: copies files of the build context, a stage, an image or a heredoc.
 *
 * @param source where it stands and how it was written
 * @param sources what is copied where
 * @param from stage, image or context to copy from, never holding a variable; null is the build
 *     context
 * @param chown {@code USER[:GROUP]} for the copies, or null
 * @param chmod octal or symbolic mode for the copies, unjudged, or null
 * @param link the layer is made independently of what is below it
 * @param parents directories leading to a source are kept, from {@code /./} on
 * @param exclude patterns of what is left out
 */
public record CopyInstruction(
    InstructionSource source,
    CopySources sources,
    @Nullable String from,
    @Nullable String chown,
    @Nullable String chmod,
    boolean link,
    boolean parents,
    List<String> exclude)
    implements Instruction {

  /** Takes a copy of the list. */
  public CopyInstruction {
    exclude = List.copyOf(exclude);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitCopy(this);
  }
}
