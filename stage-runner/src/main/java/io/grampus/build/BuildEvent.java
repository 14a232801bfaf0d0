package io.grampus.build;

import io.grampus.build.dockerfile.SourceRange;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened in a build, for renderers to show. */
public sealed interface BuildEvent
    permits BuildEvent.BuildStarted,
        BuildEvent.RungChosen,
        BuildEvent.Warning,
        BuildEvent.InstructionDone,
        BuildEvent.BuildFinished,
        BuildEvent.BuildAborted,
        VertexEvent {

  /** When it happened. */
  Instant at();

  /**
   * The first event of a build.
   *
   * @param stages the stages that will be built, in the order of the Dockerfile
   */
  record BuildStarted(Instant at, List<PlannedStage> stages) implements BuildEvent {
    /** Copies the list. */
    public BuildStarted {
      stages = List.copyOf(stages);
    }
  }

  /**
   * The kind of sandbox that the build's commands run in.
   *
   * @param rung its name, for example {@code userns}
   * @param reasons why the better ones are not used, each one line with the remedy; empty for the
   *     best
   */
  record RungChosen(Instant at, String rung, List<String> reasons) implements BuildEvent {
    /** Copies the list. */
    public RungChosen {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Something the user should know although the build goes on.
   *
   * @param code stable, kebab-case
   * @param message one sentence
   * @param place the lines meant, or null where there are none
   */
  record Warning(Instant at, String code, String message, @Nullable SourcePlace place)
      implements BuildEvent {}

  /**
   * An instruction of a stage is done.
   *
   * @param place where it stands
   * @param config of an image that ended here, its times not filled in
   * @param layers of such an image, lowest first
   */
  record InstructionDone(Instant at, SourceRange place, ImageConfig config, List<Descriptor> layers)
      implements BuildEvent {
    /** Copies the list. */
    public InstructionDone {
      layers = List.copyOf(layers);
    }
  }

  /** The last event of a build that succeeded. */
  record BuildFinished(Instant at, BuildResult result) implements BuildEvent {}

  /** The last event of a build that did not succeed, the exception follows. */
  record BuildAborted(Instant at) implements BuildEvent {}

  /**
   * A stage as planned.
   *
   * @param name the name after AS, or null
   * @param steps how many vertices of it will be shown, FROM included
   */
  record PlannedStage(@Nullable String name, int steps) {}
}
