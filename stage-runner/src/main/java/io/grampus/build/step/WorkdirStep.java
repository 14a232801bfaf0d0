package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.dockerfile.HistoryText;
import io.grampus.build.dockerfile.WorkdirInstruction;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import java.io.IOException;

/** WORKDIR: sets the working directory, and makes it where it is missing. */
final class WorkdirStep {
  private static final int NEW_DIRECTORY_MODE = 0755;

  private final StepSurroundings surroundings;
  private final WorkdirInstruction instruction;

  WorkdirStep(StepSurroundings surroundings, WorkdirInstruction instruction) {
    this.surroundings = surroundings;
    this.instruction = instruction;
  }

  /** The working directory that a state has: absolute and clean. */
  static String current(StageState state) {
    String directory = state.config().config().workingDir();
    return directory == null || directory.isEmpty() ? "/" : CleanPath.of("/" + directory);
  }

  StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException {
    String path = CleanPath.resolve(current(state), instruction.path());
    // An absolute one gets into the configuration as it is written, as with BuildKit.
    String written = instruction.path().startsWith("/") ? instruction.path() : path;
    String user = state.config().config().user();
    StageState configured = state.withConfig(config -> config.withWorkingDir(written));
    CacheKey key =
        state.key().step("WORKDIR").add("path", path).add("user", user == null ? "" : user).build();
    return new CachedSteps(surroundings)
        .execute(
            configured,
            key,
            HistoryText.workdir(written),
            vertex,
            working -> provide(surroundings, path, user == null ? "" : user, working));
  }

  /** Makes the directory, and those above it, for a user, unless it is there. */
  static void provide(
      StepSurroundings surroundings, String path, String user, WorkingSnapshot working)
      throws IOException {
    try (UpperTree tree = surroundings.snapshotter().fill(working);
        Resolution found = tree.merged().resolve(ByteString.of(path), true)) {
      if (found instanceof Resolution.File) {
        throw new GrampusException(
            "workdir-not-directory",
            path + " exists in the image and is no directory",
            "choose another WORKDIR");
      }
      if (found instanceof Resolution.Missing missing) {
        Owner owner =
            user.isEmpty() ? Owner.ROOT : surroundings.accounts(tree.merged()).owner(user);
        ImageFile made = ImageFile.directory(NEW_DIRECTORY_MODE, owner, tree.now());
        UpperPath directories = tree.directory(missing.path(), made);
        directories.close();
      }
    }
  }
}
