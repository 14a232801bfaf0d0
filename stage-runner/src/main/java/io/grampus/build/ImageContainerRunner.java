package io.grampus.build;

import io.grampus.build.copy.Account;
import io.grampus.build.copy.AccountLookup;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.Platform;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.snapshot.Snapshotter;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.build.step.ContainerFurnishing;
import io.grampus.build.tool.BaseImage;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.NetworkMode;
import io.grampus.sandbox.SandboxSpec;
import io.grampus.sandbox.StandardStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs commands in images, in a file system whose changes are thrown away afterwards. */
public final class ImageContainerRunner implements ContainerRunner {
  private final BuildMachinery machinery;

  /** A runner that works with that machinery. */
  public ImageContainerRunner(BuildMachinery machinery) {
    this.machinery = machinery;
  }

  @Override
  public RunningContainer start(RunRequest request) throws InterruptedException {
    BaseImage image =
        machinery.bases().resolveNameOrId(request.image(), Platform.host(), request.pull());
    Snapshotter snapshotter =
        new Snapshotter(
            machinery.store(),
            machinery.files(),
            () -> machinery.means().get().snapshotter(),
            machinery.clock(),
            warning -> {});
    try {
      WorkingSnapshot working = snapshotter.begin(snapshot(image));
      try (UnionView view = snapshotter.view(working.parent())) {
        SandboxSpec spec = spec(request, image.config(), view, working);
        return SandboxedContainer.start(
            machinery.means().get().sandbox(),
            spec,
            new StandardStreams.Inherited(request.interactive()),
            machinery.files().notes().owners(),
            working);
      } catch (IOException | GrampusException e) {
        working.close();
        throw e;
      }
    } catch (IOException e) {
      throw SystemFailure.of(e);
    }
  }

  private Snapshot snapshot(BaseImage image) {
    if (image.isScratch()) {
      return Snapshot.EMPTY;
    }
    Path root = machinery.bases().unpacked(image);
    return Snapshot.EMPTY.plus(machinery.store().layout().root().relativize(root).toString());
  }

  private SandboxSpec spec(
      RunRequest request, ImageConfig config, UnionView view, WorkingSnapshot working)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>(config.withDefaultPath().environment());
    environment.putAll(request.environment());
    Account account =
        new AccountLookup(machinery.files().access(), view, warning -> {})
            .account(firstNonEmpty(request.user(), config.config().user(), ""));
    environment.putIfAbsent("HOME", account.home());
    String directory = firstNonEmpty(request.workingDirectory(), config.config().workingDir(), "/");
    return new ContainerFurnishing(view, working)
        .spec(
            arguments(request, config),
            environment,
            directory,
            account.identity(),
            NetworkMode.HOST,
            Optional.empty());
  }

  private static String firstNonEmpty(
      @Nullable String first, @Nullable String second, String fallback) {
    if (first != null && !first.isEmpty()) {
      return first;
    }
    return second != null && !second.isEmpty() ? second : fallback;
  }

  /** An entry point given replaces the image's command as well as its entry point. */
  private static List<String> arguments(RunRequest request, ImageConfig config) {
    List<String> own = request.entrypoint();
    List<String> entrypoint = own == null ? config.config().entrypoint() : own;
    List<String> command = config.config().cmd();
    List<String> arguments = new ArrayList<>(entrypoint == null ? List.of() : entrypoint);
    if (!request.command().isEmpty()) {
      arguments.addAll(request.command());
    } else if (own == null && command != null) {
      arguments.addAll(command);
    }
    if (arguments.isEmpty()) {
      throw new GrampusException(
          "command-missing",
          "the image " + request.image() + " has neither CMD nor ENTRYPOINT",
          "say which command to run behind the image's name");
    }
    return arguments;
  }
}
