package io.grampus.cli;

import io.grampus.build.BuildRequest;
import io.grampus.build.BuildResult;
import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import io.grampus.build.DockerfileInspector;
import io.grampus.build.MeansPreference;
import io.grampus.build.RunRequest;
import io.grampus.build.RunningContainer;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.store.Store;
import io.grampus.build.tool.ArchiveLoader;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.ImageFetcher;
import io.grampus.build.tool.RegistryLogin;
import io.grampus.build.tool.RootFsImport;
import io.grampus.build.tool.ToolListener;
import io.grampus.build.tool.Umoci;
import io.grampus.os.Availability;
import java.util.ArrayList;
import java.util.List;

/** Services that remember what they were asked for, for the commands that need no store. */
final class FakeServices implements Services {
  static final String IMAGE_ID = "sha256:" + "0".repeat(64);

  final List<BuildRequest> builds = new ArrayList<>();
  final List<RunRequest> runs = new ArrayList<>();
  final List<Integer> signals = new ArrayList<>();
  int exitCode;
  boolean containerClosed;
  boolean closed;
  boolean closedWhileInterrupted;
  BuildService builder =
      (request, listener) -> {
        builds.add(request);
        Descriptor manifest = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.parse(IMAGE_ID), 123);
        return new BuildResult(IMAGE_ID, manifest, List.of("docker.io/library/x:1"), List.of());
      };
  DockerfileInspector inspector =
      (request, found) -> {
        throw new UnsupportedOperationException();
      };
  ContainerRunner runner =
      request -> {
        runs.add(request);
        return new Container();
      };

  @Override
  public BuildService builder(MeansPreference preference) {
    return builder;
  }

  @Override
  public DockerfileInspector inspector() {
    return inspector;
  }

  @Override
  public ContainerRunner runner(MeansPreference preference) {
    return runner;
  }

  @Override
  public List<Finding> findings(MeansPreference preference) {
    return List.of(
        new Finding("Sandboxes", "userns", "", Availability.available()),
        new Finding(
            "Sandboxes",
            "proot",
            "",
            Availability.unavailable("proot is not installed", "apt-get install proot")),
        new Finding("Programs", "skopeo", "1.9.3", Availability.available()));
  }

  @Override
  public Store store() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ImageFetcher fetcher() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ImageExporter exporter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ArchiveLoader loader() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RootFsImport rootFsImport() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RegistryLogin registryLogin() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Umoci umoci() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void listenToTools(ToolListener listener) {}

  @Override
  public void close() {
    closed = true;
    closedWhileInterrupted = Thread.currentThread().isInterrupted();
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
