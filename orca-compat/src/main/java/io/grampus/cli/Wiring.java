package io.grampus.cli;

import io.grampus.build.BuildMachinery;
import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import io.grampus.build.DockerfileInspector;
import io.grampus.build.Exporter;
import io.grampus.build.ImageBuilder;
import io.grampus.build.ImageContainerRunner;
import io.grampus.build.MeansChoice;
import io.grampus.build.MeansPreference;
import io.grampus.build.cache.RemoteCaches;
import io.grampus.build.remote.Downloads;
import io.grampus.build.remote.GitRepositories;
import io.grampus.build.remote.RemoteSources;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.snapshot.UnpackedDetails;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoreLocation;
import io.grampus.build.tool.ArchiveLoader;
import io.grampus.build.tool.BaseImages;
import io.grampus.build.tool.Git;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.ImageFetcher;
import io.grampus.build.tool.RegistryLogin;
import io.grampus.build.tool.RemoteImages;
import io.grampus.build.tool.RootFsImport;
import io.grampus.build.tool.Skopeo;
import io.grampus.build.tool.ToolListener;
import io.grampus.build.tool.ToolRunner;
import io.grampus.build.tool.Umoci;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.Syscalls;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place where the parts of the program are put together. */
final class Wiring implements Services {
  /** The variable that is set where {@code --debug} was given. */
  static final String DEBUG = "GRAMPUS_DEBUG";

  private final Map<String, String> environment;
  private final Clock clock = Clock.systemUTC();
  private @Nullable Store store;
  private @Nullable ToolRunner tools;
  private ToolListener listener = line -> {};

  /** Makes nothing yet; the environment names the store. */
  Wiring(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public BuildService builder(MeansPreference preference) {
    return new ImageBuilder(machinery(preference));
  }

  @Override
  public DockerfileInspector inspector() {
    return DockerfileInspector.of(machinery(new SandboxOptions().preference(environment)));
  }

  @Override
  public ContainerRunner runner(MeansPreference preference) {
    return new ImageContainerRunner(machinery(preference));
  }

  @Override
  public List<Finding> findings(MeansPreference preference) {
    return new MachineFindings(environment, preference).all();
  }

  @Override
  public Store store() {
    if (store == null) {
      store = Store.open(StoreLocation.from(environment), new StoreTreeRemover());
    }
    return store;
  }

  @Override
  public ImageFetcher fetcher() {
    return new ImageFetcher(store(), skopeo());
  }

  @Override
  public ImageExporter exporter() {
    return new ImageExporter(store(), skopeo());
  }

  @Override
  public ArchiveLoader loader() {
    return new ArchiveLoader(fetcher());
  }

  @Override
  public RootFsImport rootFsImport() {
    return new RootFsImport(store(), clock);
  }

  @Override
  public RegistryLogin registryLogin() {
    return new RegistryLogin(tools(), RegistryTls.from(environment));
  }

  @Override
  public Umoci umoci() {
    return new Umoci(tools());
  }

  @Override
  public void listenToTools(ToolListener other) {
    listener = other;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }

  private BuildMachinery machinery(MeansPreference preference) {
    Syscalls syscalls = new LinuxSyscalls();
    StoreFiles files = new StoreFiles(syscalls);
    return new BuildMachinery(
        store(),
        files,
        new BaseImages(store(), fetcher(), umoci(), new UnpackedDetails(files)),
        umoci(),
        new RemoteSources(
            new Downloads(store(), environment), new GitRepositories(store(), new Git(tools()))),
        new Exporter(store(), files, exporter()),
        new RemoteCaches(store(), new RemoteImages(store(), skopeo()), exporter()),
        new MeansChoice(syscalls, this::store, preference, environment.containsKey(DEBUG)),
        clock);
  }

  private Skopeo skopeo() {
    return new Skopeo(tools(), RegistryTls.from(environment));
  }

  private ToolRunner tools() {
    if (tools == null) {
      tools = ToolRunner.create(environment, listener);
    }
    return tools;
  }
}
