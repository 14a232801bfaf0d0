package io.grampus.cli;

import io.grampus.build.BuildRequest;
import io.grampus.build.BuildResult;
import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import io.grampus.build.RunRequest;
import io.grampus.build.RunningContainer;
import io.grampus.os.Availability;
import java.util.ArrayList;
import java.util.List;

/** Services that remember what they were asked for. */
final class FakeServices implements Services {
  static final String IMAGE_ID = "sha256:" + "0".repeat(64);

  final List<BuildRequest> builds = new ArrayList<>();
  final List<RunRequest> runs = new ArrayList<>();
  final List<Integer> signals = new ArrayList<>();
  int exitCode;
  boolean containerClosed;
  BuildService builder =
      (request, listener) -> {
        builds.add(request);
        return new BuildResult(IMAGE_ID, IMAGE_ID, List.of(), List.of());
      };
  ContainerRunner runner =
      request -> {
        runs.add(request);
        return new Container();
      };

  @Override
  public BuildService builder() {
    return builder;
  }

  @Override
  public ContainerRunner runner() {
    return runner;
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        new Finding("Sandboxes", "userns", "", Availability.available()),
        new Finding(
            "Sandboxes",
            "proot",
            "",
            Availability.unavailable("proot is not installed", "apt-get install proot")),
        new Finding("Programs", "skopeo", "1.9.3", Availability.available()));
  }

  private final class Container implements RunningContainer {
    @Override
    public int waitFor() {
      return exitCode;
    }

    @Override
    public void signal(int number) {
      signals.add(number);
    }

    @Override
    public void close() {
      containerClosed = true;
    }
  }
}
