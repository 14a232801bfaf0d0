package io.grampus.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * One step in furnishing a sandbox's file system; steps are taken in order, those {@link Outside}
 * before all others.
 *
 * <p>Targets are absolute paths inside the root file system, where symbolic links are followed.
 */
public sealed interface Mount {
  /** Where it goes. */
  String target();

  /**
   * What is mounted on a directory of the machine, which nobody but this sandbox sees; the command
   * gets at it through a {@link Bind} of something in it.
   */
  sealed interface Outside extends Mount {}

  /** Directories merged, as the root file system can be. */
  record Merged(RootFileSystem.Overlay overlay) implements Outside {
    @Override
    public String target() {
      return overlay.base().resolve(overlay.mountPoint()).toString();
    }
  }

  /** A file system in memory with files that never are on a disk. */
  record Memory(Path place, List<MemoryFile> files) implements Outside {
    /** Copies the list. */
    public Memory {
      files = List.copyOf(files);
    }

    @Override
    public String target() {
      return place.toString();
    }
  }

  /** Makes what is mounted on the target read-only, but nothing that is mounted below it. */
  record ReadOnly(String target) implements Mount {}

  /** A fresh proc(5) of the sandbox's own pid namespace; where refused, the outer one bound. */
  record Proc(String target) implements Mount {}

  /** A file or directory of the machine, with everything mounted below it. */
  record Bind(Path source, String target, boolean readOnly) implements Mount {}

  /** As {@link Bind}, left out where the machine has no such file. */
  record OptionalBind(Path source, String target) implements Mount {}

  /** An empty tmpfs(5); options as mount(8) takes them. */
  record Tmpfs(String target, String options) implements Mount {}

  /** A new instance of devpts; where refused, the outer one bound. */
  record DevicePseudoTerminals(String target) implements Mount {}

  /** An empty file, to be mounted on. */
  record EmptyFile(String target) implements Mount {}

  /** An empty directory, mode 0755, to be mounted on; one that exists is kept. */
  record EmptyDirectory(String target) implements Mount {}

  /** A symbolic link. */
  record Link(String target, String text) implements Mount {}
}
