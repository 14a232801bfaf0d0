package io.grampus.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The smallest root file system that has a shell. */
public final class BusyboxRoot {
  /** Run in the root with the busybox as its argument; applets are links, as in the real image. */
  private static final String SCRIPT =
      """
      umask 022
      mkdir -p bin sbin usr/bin usr/sbin etc dev proc sys root home var/tmp tmp
      chmod 700 root
      chmod 1777 tmp var/tmp
      cp "$1" bin/busybox
      for applet in $(bin/busybox --list); do
        [ "$applet" = busybox ] || ln -s busybox "bin/$applet"
      done
      printf '%s\\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1::/:/bin/false \
        app:x:4242:4343::/home/app:/bin/sh >etc/passwd
      printf '%s\\n' root:x:0: daemon:x:1: tty:x:5: app:x:4343: staff:x:50:app >etc/group
      """;

  private final Path folder;

  /** Will make it in this empty folder. */
  public BusyboxRoot(Path folder) {
    this.folder = folder;
  }

  /** Writes the archive, everything owned by root. */
  public Path write(Path archive, Consumer<Command> executor) {
    executor.accept(Command.of("sh", "-ec", SCRIPT, "sh", busybox().toString()).in(folder));
    executor.accept(
        Command.of(
            "tar",
            "--create",
            "--file=" + archive,
            "--directory=" + folder,
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "."));
    return archive;
  }

  private static Path busybox() {
    try {
      return Path.of(Command.of("sh", "-c", "command -v busybox").succeed().answer()).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
