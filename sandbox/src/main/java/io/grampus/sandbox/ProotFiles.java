package io.grampus.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What proot shows over the root file system, and the files that must be made for it: mounts as
 * bindings. What would be a tmpfs is a directory that is thrown away. Nothing is done here.
 *
 * @param bindings in the order of the mounts
 * @param files what is to be made before, parents first
 */
record ProotFiles(List<Binding> bindings, List<Made> files) {
  /** A file or directory of the machine, and where the sandbox sees it. */
  record Binding(Path source, String target) {}

  /** Something to be made on the machine. */
  sealed interface Made {
    /** Where. */
    Path path();
  }

  /** A directory. */
  record MadeDirectory(Path path) implements Made {}

  /** An empty file. */
  record MadeFile(Path path) implements Made {}

  /** A symbolic link. */
  record MadeLink(Path path, String text) implements Made {}

  /** Copies the lists. */
  ProotFiles {
    bindings = List.copyOf(bindings);
    files = List.copyOf(files);
  }

  /**
   * The bindings for a list of mounts.
   *
   * @param scratch an existing directory for what is made
   */
  static ProotFiles of(List<Mount> mounts, Path scratch) {
    Plan plan = new Plan(scratch);
    mounts.forEach(plan::add);
    return new ProotFiles(plan.bindings, plan.files);
  }

  /** The file of the machine that a path in one of the made directories is, or null. */
  private static final class Plan {
    private final Path scratch;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Binding> fresh = new ArrayList<>();
    private final List<Made> files = new ArrayList<>();

    Plan(Path scratch) {
      this.scratch = scratch;
    }

    void add(Mount mount) {
      String target = mount.target();
      if (mount instanceof Mount.Proc) {
        bindings.add(new Binding(Path.of("/proc"), target));
      } else if (mount instanceof Mount.DevicePseudoTerminals) {
        bindings.add(new Binding(Path.of("/dev/pts"), target));
      } else if (mount instanceof Mount.Bind bind) {
        bindings.add(new Binding(bind.source(), target));
      } else if (mount instanceof Mount.OptionalBind bind) {
        bindings.add(new Binding(bind.source(), target));
      } else if (mount instanceof Mount.Tmpfs) {
        Binding directory = new Binding(scratch.resolve("m" + fresh.size()), target);
        files.add(new MadeDirectory(directory.source()));
        fresh.add(directory);
        bindings.add(directory);
      } else if (!(mount instanceof Mount.ReadOnly)) { // no binding of proot's can be that
        make(mount);
      }
    }

    private void make(Mount mount) {
      for (int index = fresh.size() - 1; index >= 0; index--) {
        String prefix = fresh.get(index).target() + "/";
        if (mount.target().startsWith(prefix)) {
          Path path = fresh.get(index).source().resolve(mount.target().substring(prefix.length()));
          files.add(
              mount instanceof Mount.Link link
                  ? new MadeLink(path, link.text())
                  : mount instanceof Mount.EmptyFile
                      ? new MadeFile(path)
                      : new MadeDirectory(path));
          return;
        }
      }
      throw new IllegalArgumentException("nothing fresh to make " + mount.target() + " in");
    }
  }
}
