package io.grampus.tests.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A test's own folder, which belongs to the person who runs Grampus, and what it makes there. */
public final class Workspace implements Closeable {
  private final Installation installation;
  private final Path folder;
  private final List<Closeable> opened = new ArrayList<>();

  Workspace(Installation installation) {
    this.installation = installation;
    this.folder = installation.makeFolder(UUID.randomUUID().toString());
    for (String name : List.of("home", "context", "out")) {
      directory(name);
    }
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /** The folder that builds take as their context. */
  public Path context() {
    return folder.resolve("context");
  }

  /** A path in the folder for results; nothing is there yet. */
  public Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  /** Grampus with a store in this folder, which has the base image {@code busybox} already. */
  public Grampus grampus() {
    Path store = folder.resolve("store");
    if (!Files.exists(store)) {
      installation.bases().copyStoreWithBusybox(store);
    }
    return new Grampus(installation, folder, store);
  }

  /** Grampus with an empty store of this name in this folder. */
  public Grampus grampus(String storeName) {
    return new Grampus(installation, folder, folder.resolve(storeName));
  }

  /** The base images, as archives of their root file systems. */
  public BaseImages bases() {
    return installation.bases();
  }

  /** A command that the person executes in this folder, with its home there. */
  public Command command(String... words) {
    return installation
        .person()
        .does(Command.of(words))
        .in(folder)
        .with(Map.of("HOME", folder.resolve("home").toString()));
  }

  /** Executes a command as the person, in its own directory, and takes nothing but success. */
  public void does(Command command) {
    installation.person().does(command).succeed();
  }

  /** Makes a directory, and those above it, below this folder. */
  public Path directory(String path) {
    try {
      Path made = Files.createDirectories(folder.resolve(path));
      installation.person().own(folder.resolve(Path.of(path).getName(0)));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file below this folder. */
  public Path file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file below this folder. */
  public Path file(String path, byte[] content) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      installation.person().own(folder.resolve(Path.of(path).getName(0)));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the context's Dockerfile. */
  public Workspace dockerfile(String... lines) {
    file("context/Dockerfile", String.join("\n", lines) + "\n");
    return this;
  }

  /** Has something closed at the end of the test. */
  public <T extends Closeable> T closeLater(T resource) {
    opened.add(resource);
    return resource;
  }

  @Override
  public void close() throws IOException {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    Mounts.mustNotInclude(folder);
    installation.remove(folder);
  }
}
