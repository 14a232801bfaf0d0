package io.grampus.cli;

import io.grampus.build.BuildService;
import io.grampus.build.ContainerRunner;
import io.grampus.build.DockerfileInspector;
import io.grampus.build.MeansPreference;
import io.grampus.build.store.Store;
import io.grampus.build.tool.ArchiveLoader;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.ImageFetcher;
import io.grampus.build.tool.RegistryLogin;
import io.grampus.build.tool.RootFsImport;
import io.grampus.build.tool.ToolListener;
import io.grampus.build.tool.Umoci;
import java.util.List;

/**
 * The parts of the program that commands use; each is made when it is first asked for. Closing ends
 * the work in the store.
 */
interface Services extends AutoCloseable {

  /** Builds images, their commands run with what is preferred. */
  BuildService builder(MeansPreference preference);

  /** Looks at Dockerfiles without building them. */
  DockerfileInspector inspector();

  /** Runs commands in images, with what is preferred. */
  ContainerRunner runner(MeansPreference preference);

  /** What {@code grampus doctor} tells of this machine, the kinds of sandbox first. */
  List<Finding> findings(MeansPreference preference);

  /** The images and all that belongs to them. */
  Store store();

  /** Fetches images from registries. */
  ImageFetcher fetcher();

  /** Writes images to archives and registries. */
  ImageExporter exporter();

  /** Loads images from archives. */
  ArchiveLoader loader();

  /** Makes images of root file systems. */
  RootFsImport rootFsImport();

  /** Keeps accounts of registries. */
  RegistryLogin registryLogin();

  /** Works on OCI layouts outside the store. */
  Umoci umoci();

  /** Lets the listener hear of the programs that do part of the work; to be said at first. */
  void listenToTools(ToolListener listener);

  @Override
  void close();
}
