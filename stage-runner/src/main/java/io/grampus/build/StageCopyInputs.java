package io.grampus.build;

import io.grampus.build.copy.CopySource;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.image.Platform;
import io.grampus.build.remote.RemoteSources;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.step.CopyInputs;
import io.grampus.build.step.StageState;
import io.grampus.build.tool.BaseImage;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The trees that a stage's COPY and ADD can name. */
final class StageCopyInputs implements CopyInputs {
  private final BuildMachinery machinery;
  private final OpenedContexts contexts;
  private final Stage stage;
  private final Map<Integer, StageState> finished;

  StageCopyInputs(
      BuildMachinery machinery,
      OpenedContexts contexts,
      Stage stage,
      Map<Integer, StageState> finished) {
    this.machinery = machinery;
    this.contexts = contexts;
    this.stage = stage;
    this.finished = finished;
  }

  @Override
  public CopySource context() throws IOException {
    return contexts.main().open(machinery.files());
  }

  @Override
  public CopySource inline(Path directory) throws IOException {
    return CopySource.ofFiles(machinery.files().contextReader(), directory);
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
      return external(external.name(), name);
    }
    return layers(Snapshot.EMPTY, name);
  }

  private CopySource external(String name, String shown) throws IOException {
    ExternalSource source = resolve(name);
    if (source instanceof ExternalSource.Files files) {
      return files.folder().open(machinery.files());
    }
    return image(((ExternalSource.Image) source).image(), shown);
  }

  private ExternalSource resolve(String name) {
    try {
      return contexts.resolve(name, platform());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrampusException("interrupted", "the build was interrupted", null, e);
    }
  }

  private CopySource image(BaseImage image, String shown) throws IOException {
    if (image.isScratch()) {
      return layers(Snapshot.EMPTY, shown);
    }
    Path root = machinery.bases().unpacked(image);
    String directory = machinery.store().layout().root().relativize(root).toString();
    return layers(Snapshot.EMPTY.plus(directory), shown);
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
    return CopySource.ofLayers(
        machinery.files().reader(), directories, "\"" + name + "\"", contexts.layerDigests());
  }
}
