package io.grampus.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What proot shows over the root file system, and the files that must be made for it: mounts as
 * bindings. What would be a tmpfs is a directory that is thrown away. Nothing is done here.
 *
 * @param bindings in the order of the mounts
 * @param files what is to be made before, parents first
 */
record ProotFiles(List<Binding> bindings, List<Made> files) {
  private static final int DIRECTORY_PERMISSIONS = 0755;
  private static final int PRIVATE = 0700;
  private static final String TERMINALS = "/dev/ptmx";
  private static final Pattern MODE = Pattern.compile("(?:^|,)mode=([0-7]+)");

  /** A file or directory of the machine, and where the sandbox sees it. */
  record Binding(Path source, String target) {}

  /** Something to be made on the machine, where there is nothing yet. */
  sealed interface Made {
    /** Where. */
    Path path();
  }

  /** A directory. */
  record MadeDirectory(Path path, int permissions) implements Made {}

  /** An empty file. */
  record MadeFile(Path path) implements Made {}

  /** A file with content. */
  record MadeSecret(Path path, MemoryFile file) implements Made {}

  /** A symbolic link. */
  record MadeLink(Path path, String text) implements Made {}

  /** Copies the lists. */
  ProotFiles {
    bindings = List.copyOf(bindings);
    files = List.copyOf(files);
  }

  /** Whether there is anything that must not be on a disk. */
  static boolean needsMemory(List<Mount> mounts) {
    return mounts.stream().anyMatch(Mount.Memory.class::isInstance);
  }

  /**
   * The bindings for a list of mounts.
   *
   * @param scratch an existing directory for what is made
   * @param memory an existing directory for what must not be on a disk
   */
  static ProotFiles of(List<Mount> mounts, Path scratch, Path memory) {
    Plan plan = new Plan(scratch, memory);
    mounts.forEach(plan::add);
    return new ProotFiles(plan.bindings, plan.files);
  }

  /** The mounts as far as they have been planned. */
  private static final class Plan {
    private final Path scratch;
    private final Path memory;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Made> files = new ArrayList<>();
    private final Map<Path, Path> places = new HashMap<>();
    private int directories;

    Plan(Path scratch, Path memory) {
      this.scratch = scratch;
      this.memory = memory;
    }

    void add(Mount mount) {
      String target = mount.target();
      if (mount instanceof Mount.Proc) {
        bindings.add(new Binding(Path.of("/proc"), target));
      } else if (mount instanceof Mount.DevicePseudoTerminals) {
        bindings.add(new Binding(Path.of("/dev/pts"), target));
      } else if (mount instanceof Mount.Bind bind) {
        bindings.add(new Binding(placed(bind.source()), target));
      } else if (mount instanceof Mount.OptionalBind bind) {
        bindings.add(new Binding(bind.source(), target));
      } else if (mount instanceof Mount.Tmpfs tmpfs) {
        Path directory = scratch.resolve("m" + directories++);
        files.add(new MadeDirectory(directory, permissions(tmpfs.options())));
        bindings.add(new Binding(directory, target));
      } else if (mount instanceof Mount.Memory secrets) {
        addMemory(secrets);
      } else if (mount instanceof Mount.Merged) {
        throw new IllegalArgumentException("proot merges no directories");
      } else if (!(mount instanceof Mount.ReadOnly)) { // no binding of proot's can be that
        make(mount);
      }
    }

    private void addMemory(Mount.Memory secrets) {
      Path directory = memory.resolve("s" + directories++);
      places.put(secrets.place(), directory);
      files.add(new MadeDirectory(directory, PRIVATE));
      for (MemoryFile file : secrets.files()) {
        files.add(new MadeSecret(directory.resolve(file.name()), file));
      }
    }

    private Path placed(Path source) {
      Path parent = source.getParent();
      Path place = parent == null ? null : places.get(parent);
      return place == null ? source : place.resolve(source.getFileName());
    }

    private static int permissions(String options) {
      Matcher mode = MODE.matcher(options);
      return mode.find() ? Integer.parseInt(mode.group(1), 8) : DIRECTORY_PERMISSIONS;
    }

    private void make(Mount mount) {
      Path path = path(mount.target());
      if (mount.target().equals(TERMINALS)) {
        files.add(new MadeFile(path)); // the one in the machine's /dev/pts is closed to users
        bindings.add(new Binding(Path.of(TERMINALS), TERMINALS));
        return;
      }
      files.add(
          mount instanceof Mount.Link link
              ? new MadeLink(path, link.text())
              : mount instanceof Mount.EmptyFile
                  ? new MadeFile(path)
                  : new MadeDirectory(path, DIRECTORY_PERMISSIONS));
    }

    /** The file of the machine that a path below one of the bindings is. */
    private Path path(String target) {
      Binding holder =
          bindings.stream()
              .filter(binding -> target.startsWith(binding.target() + "/"))
              .reduce(
                  (one, other) -> other.target().length() >= one.target().length() ? other : one)
              .orElseThrow(() -> new IllegalArgumentException("nothing to make " + target + " in"));
      return holder.source().resolve(target.substring(holder.target().length() + 1));
    }
  }
}
