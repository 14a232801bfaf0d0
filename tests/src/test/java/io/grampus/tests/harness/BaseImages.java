package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Root file systems to build on, as tar archives, because no registry with real ones need be
 * reachable. Debian's are made once and then kept in {@code target/bases}.
 */
public final class BaseImages {
  private static final Path KEPT = Path.of("target", "bases").toAbsolutePath();

  private final Installation installation;
  private final Path folder;
  private final Lazy<Path> busybox = new Lazy<>(this::makeBusybox);
  private final Lazy<Path> debian = new Lazy<>(() -> kept("debian", this::makeDebian));
  private final Lazy<Path> dnf = new Lazy<>(() -> kept("dnf", this::makeDnf));
  private final Lazy<Path> busyboxStore = new Lazy<>(this::makeBusyboxStore);

  BaseImages(Installation installation) {
    this.installation = installation;
    this.folder = installation.makeFolder("bases");
  }

  /** A static busybox with all its applets, the usual directories, and a passwd and group file. */
  public Path busybox() {
    return busybox.get();
  }

  /** The smallest Debian that has apt. */
  public Path debian() {
    return debian.get();
  }

  /** Debian with dnf and a repository that holds the httpd package of {@link RpmRepository}. */
  public Path dnf() {
    return dnf.get();
  }

  /** Copies a store that has busybox, which is quicker than the import that made it. */
  void copyStoreWithBusybox(Path store) {
    does(Command.of("cp", "-a", busyboxStore.get().toString(), store.toString()));
  }

  private Path makeBusybox() {
    return new BusyboxRoot(installation.makeFolder("busybox"))
        .write(folder.resolve("busybox.tar"), this::does);
  }

  private Path makeBusyboxStore() {
    Grampus grampus = new Grampus(installation, folder, folder.resolve("store"));
    return grampus.importBase(busybox(), "busybox").store();
  }

  private void makeDebian(Path archive) {
    does(Command.of(installation.baseMaker().toString(), archive.toString()));
  }

  private void makeDnf(Path archive) {
    does(Command.of(installation.baseMaker().toString(), archive.toString(), "dnf", "rpm"));
    new RpmRepository(installation.makeFolder("rpm")).addTo(archive, this::does);
  }

  /** An archive that later runs find again: made by the person, kept by whoever runs the tests. */
  private Path kept(String name, Consumer<Path> maker) {
    try {
      Path archive = folder.resolve(name + ".tar");
      Path kept = KEPT.resolve(name + ".tar");
      if (Files.exists(kept)) {
        return Files.copy(kept, archive);
      }
      maker.accept(archive);
      Files.createDirectories(KEPT);
      Path partial = KEPT.resolve(name + ".partial");
      Files.copy(archive, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void does(Command command) {
    installation.person().does(command.with(Map.of("HOME", folder.toString()))).succeed();
  }
}
