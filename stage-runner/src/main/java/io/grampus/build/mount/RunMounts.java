package io.grampus.build.mount;

import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.Fingerprint;
import io.grampus.build.copy.SourceTree;
import io.grampus.build.dockerfile.RunMount;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.UnionView;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mounts of one RUN: where they go and what they bring, before anything is mounted. */
public final class RunMounts {
  private static final String AGENT_SOCKET = "/run/buildkit/ssh_agent.";

  private final List<PlannedMount> planned;
  private final MountSources sources;

  private RunMounts(List<PlannedMount> planned, MountSources sources) {
    this.planned = List.copyOf(planned);
    this.sources = sources;
  }

  /**
   * Finds the targets and reads what the mounts bring.
   *
   * @param directory the working directory
   * @throws MountException {@code mount-target}
   * @throws io.grampus.build.copy.CopyException {@code copy-source-missing}
   */
  public static RunMounts plan(List<RunMount> mounts, String directory, MountSources sources)
      throws IOException {
    List<PlannedMount> planned = new ArrayList<>();
    int agents = 0;
    for (RunMount mount : mounts) {
      if (mount instanceof RunMount.Ssh ssh) {
        String target = ssh.target() == null ? AGENT_SOCKET + agents : ssh.target();
        agents++;
        planned.add(new PlannedMount(mount, MountTarget.of(target, directory)));
      } else if (mount instanceof RunMount.Secret secret) {
        String target = secret.target();
        planned.add(
            new PlannedMount(mount, target == null ? "" : MountTarget.of(target, directory)));
      } else {
        planned.add(planFiles(mount, directory, sources));
      }
    }
    return new RunMounts(planned, sources);
  }

  private static PlannedMount planFiles(RunMount mount, String directory, MountSources sources)
      throws IOException {
    if (mount instanceof RunMount.Bind bind) {
      String target = MountTarget.of(bind.target(), directory);
      try (CopySource source = sources.open(bind.from())) {
        return planned(mount, target, source, bind.source());
      }
    }
    if (mount instanceof RunMount.Cache cache) {
      String target = MountTarget.of(cache.target(), directory);
      if (cache.from() == null) {
        return new PlannedMount(mount, target);
      }
      try (CopySource source = sources.open(cache.from())) {
        return planned(mount, target, source, cache.source());
      }
    }
    return new PlannedMount(mount, MountTarget.of(((RunMount.Tmpfs) mount).target(), directory));
  }

  private static PlannedMount planned(RunMount mount, String target, CopySource source, String path)
      throws IOException {
    Fingerprint fingerprint = SourceTree.find(source, path).fingerprint();
    return new PlannedMount(mount, target, fingerprint.digest().toString(), fingerprint.files());
  }

  /**
   * Tells what a command's result depends on: content of what is bound; of caches, secrets and
   * agents only which they are.
   */
  public void identify(MountInputs inputs) {
    for (PlannedMount mount : planned) {
      inputs.mounted(mount.name(), mount.identity());
      if (!mount.content().isEmpty()) {
        inputs.files(mount.name(), mount.content(), mount.files());
      }
    }
  }

  /**
   * Makes everything ready to be mounted, after waiting for caches that other commands have.
   *
   * @param view what lies below the working snapshot
   * @param working the snapshot that the command changes
   * @param waiting told, in one sentence, what is waited for
   * @return to be closed after the command
   */
  public PreparedMounts prepare(
      MountSupplies supplies, UnionView view, WorkingSnapshot working, Waiting waiting)
      throws IOException, InterruptedException {
    List<PlannedMount> sorted = new ArrayList<>(planned);
    sorted.sort(Comparator.comparing(PlannedMount::target));
    MountMaker maker = new MountMaker(supplies, view, working, sources);
    try {
      maker.obtainCaches(sorted, waiting);
      for (PlannedMount mount : sorted) {
        maker.add(mount);
      }
      return maker.finish(socket());
    } catch (IOException | InterruptedException | RuntimeException e) {
      maker.close();
      throw e;
    }
  }

  /** The first agent's socket, or the empty string: what SSH_AUTH_SOCK is, even without agent. */
  private String socket() {
    return planned.stream()
        .filter(mount -> mount.mount() instanceof RunMount.Ssh)
        .map(PlannedMount::target)
        .findFirst()
        .orElse("");
  }

  /** Hears what a command has to wait for. */
  @FunctionalInterface
  public interface Waiting {
    /** Called once for each cache that another command has. */
    void isFor(String what);
  }

  /** The digest that names a cache. */
  static Digest cacheIdentity(PlannedMount mount, RunMount.Cache cache) {
    String access = mount.content().isEmpty() ? cache.access().toString() : "";
    String text = cache.id() + "\n" + access + "\n" + mount.content();
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
