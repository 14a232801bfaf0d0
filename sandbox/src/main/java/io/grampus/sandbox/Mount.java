package io.grampus.sandbox;

import java.nio.file.Path;

/**
 * One step in furnishing a sandbox's file system; steps are taken in order.
 *
 * <p>Targets are absolute paths inside the root file system, where symbolic links are followed.
 */
public sealed interface Mount {
  /** Where it goes. */
  String target();

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
