package io.grampus.build;

import io.grampus.build.copy.CopySource;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.image.Platform;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.remote.RemoteSources;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.step.CopyInputs;
import io.grampus.build.step.StageState;
import io.grampus.build.tool.BaseImage;
import io.grampus.build.tool.PullPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The trees that a stage's COPY and ADD can name. */
final class StageCopyInputs implements CopyInputs {
  private final BuildMachinery machinery;
  private final BuildContext context;
  private final Stage stage;
  private final Map<Integer, StageState> finished;
  private final PullPolicy pull;

  StageCopyInputs(
      BuildMachinery machinery,
      BuildContext context,
      Stage stage,
      Map<Integer, StageState> finished,
      PullPolicy pull) {
    this.machinery = machinery;
    this.context = context;
    this.stage = stage;
    this.finished = finished;
    this.pull = pull;
  }

  @Override
  public CopySource context() throws IOException {
    return CopySource.ofContext(
        machinery.files().contextReader(), context.directory(), context.ignored());
  }

  @Override
  public CopySource inline(Path directory) throws IOException {
    return CopySource.ofContext(machinery.files().contextReader(), directory, IgnoreRules.none());
  }

  @Override
  public CopySource from(String name) throws IOException {
    StageSource source = stage.source(name);
    if (source instanceof StageSource.OfStage other) {
      StageState state = finished.get(other.index());
      if (state == null) {
        throw new IllegalStateException("stage " + other.index() + " is not built yet");
      }
      return layers(state.snapshot(), name);
    }
    if (source instanceof StageSource.External external) {
      BaseImage image = machinery.bases().resolve(external.name(), platform(), pull);
      Path root = machinery.bases().unpacked(image);
      String directory = machinery.store().layout().root().relativize(root).toString();
      return layers(Snapshot.EMPTY.plus(directory), name);
    }
    return layers(Snapshot.EMPTY, name);
  }

  @Override
  public RemoteSources remote() {
    return machinery.remote();
  }

  private Platform platform() {
    return stage.platform() == null ? Platform.host() : Platform.parse(stage.platform());
  }

  private CopySource layers(Snapshot snapshot, String name) throws IOException {
    List<Path> directories =
        snapshot.directories().stream().map(machinery.store().layout().root()::resolve).toList();
    return CopySource.ofLayers(machinery.files().reader(), directories, "\"" + name + "\"");
  }
}
