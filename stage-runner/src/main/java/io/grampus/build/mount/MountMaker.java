package io.grampus.build.mount;

import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.SourceTree;
import io.grampus.build.dockerfile.FileAccess;
import io.grampus.build.dockerfile.RunMount;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.UnionView;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.snapshot.MountPoints;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.ByteString;
import io.grampus.sandbox.MemoryFile;
import io.grampus.sandbox.Mount;
import io.grampus.sandbox.RootlessContainersOwner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the mounts of one command, one by one. */
final class MountMaker {
  private static final int PERMISSIONS = 0777;
  private static final int SHARED = 01777;

  private final MountSupplies supplies;
  private final MountSources sources;
  private final MountLayout layout;
  private final TreeMounts trees;
  private final Path scratch;
  private final Map<Digest, CacheMount> caches = new HashMap<>();
  private final List<MemoryFile> secrets = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Deque<PreparedMounts.Held> held = new ArrayDeque<>();

  MountMaker(
      MountSupplies supplies, UnionView view, WorkingSnapshot working, MountSources sources) {
    this.supplies = supplies;
    this.sources = sources;
    this.scratch = working.scratch();
    this.layout = new MountLayout(view, new MountPoints(view, working));
    this.trees = new TreeMounts(supplies.files(), supplies.store().layout().root(), working);
  }

  /** Takes all caches in one order for all commands, so that no two wait for each other. */
  void obtainCaches(List<PlannedMount> mounts, RunMounts.Waiting waiting)
      throws IOException, InterruptedException {
    Map<String, PlannedMount> byName = new TreeMap<>();
    for (PlannedMount mount : mounts) {
      if (mount.mount() instanceof RunMount.Cache cache) {
        byName.putIfAbsent(RunMounts.cacheIdentity(mount, cache).hex(), mount);
      }
    }
    CacheMounts directories = new CacheMounts(supplies.store(), supplies.files());
    for (PlannedMount mount : byName.values()) {
      RunMount.Cache cache = (RunMount.Cache) mount.mount();
      Digest identity = RunMounts.cacheIdentity(mount, cache);
      CacheMount obtained =
          directories.obtain(
              identity,
              cache.id(),
              cache.sharing(),
              (name, tree) -> begin(mount, cache, name, tree),
              () -> waiting.isFor("the cache mount " + cache.id()));
      held.push(obtained::close);
      caches.put(identity, obtained);
    }
  }

  private void begin(PlannedMount mount, RunMount.Cache cache, String name, UpperTree tree)
      throws IOException {
    if (mount.content().isEmpty()) {
      FileAccess access = cache.access();
      Owner owner = new Owner(access.uid(), access.gid());
      make(name, ImageFile.directory(access.mode() & PERMISSIONS, owner, tree.now()), tree);
      return;
    }
    try (CopySource source = sources.open(cache.from())) {
      SourceTree found = SourceTree.find(source, cache.source());
      found.copyTo(name, tree);
    }
  }

  private static void make(String name, ImageFile directory, UpperTree tree) throws IOException {
    try (UpperPath made = tree.directory(ByteString.of(name), directory)) {
      made.directory();
    }
  }

  void add(PlannedMount planned) throws IOException {
    RunMount mount = planned.mount();
    String target = planned.target();
    if (mount instanceof RunMount.Bind bind) {
      addTree(target, bind);
    } else if (mount instanceof RunMount.Cache cache) {
      CacheMount obtained = caches.get(RunMounts.cacheIdentity(planned, cache));
      if (obtained == null) {
        throw new IllegalStateException("a cache that was not obtained");
      }
      layout.add(
          target,
          obtained.isDirectory(),
          cache.readOnly(),
          path -> new Mount.Bind(obtained.data(), path, false));
    } else if (mount instanceof RunMount.Tmpfs tmpfs) {
      String mode = "mode=" + Integer.toOctalString(layout.modeOf(target).orElse(SHARED));
      String options = tmpfs.size() == 0 ? mode : mode + ",size=" + tmpfs.size();
      layout.add(target, true, tmpfs.readOnly(), path -> new Mount.Tmpfs(path, options));
    } else if (mount instanceof RunMount.Secret secret) {
      addSecret(target, secret);
    } else if (mount instanceof RunMount.Ssh ssh) {
      addAgent(target, ssh);
    }
  }

  private void addTree(String target, RunMount.Bind bind) throws IOException {
    try (CopySource source = sources.open(bind.from())) {
      SourceTree tree = SourceTree.find(source, bind.source());
      Path shown = trees.show(source, tree, !bind.readOnly(), layout);
      layout.add(
          target, tree.isDirectory(), bind.readOnly(), path -> new Mount.Bind(shown, path, false));
    }
  }

  private void addSecret(String target, RunMount.Secret mount) throws IOException {
    Map<String, Secret> known = supplies.credentials().secrets();
    Secret secret = known.get(mount.id());
    if (secret == null && mount.required()) {
      throw MountException.secretMissing(mount.id(), known.keySet());
    }
    if (mount.environment() != null) {
      ByteString content = secret == null ? ByteString.EMPTY : secret.content();
      variables.put(mount.environment(), new String(content.toByteArray(), StandardCharsets.UTF_8));
    }
    if (secret == null || target.isEmpty()) {
      return;
    }
    FileAccess access = mount.access();
    String name = Integer.toString(secrets.size());
    secrets.add(
        new MemoryFile(
            name,
            secret.content(),
            access.mode() & PERMISSIONS,
            new RootlessContainersOwner(access.uid(), access.gid())));
    layout.add(target, false, true, path -> new Mount.Bind(memory().resolve(name), path, false));
  }

  private Path memory() {
    return scratch.resolve("secrets");
  }

  private void addAgent(String target, RunMount.Ssh mount) throws IOException {
    Map<String, Path> known = supplies.credentials().agents();
    Path agent = known.get(mount.id());
    if (agent == null) {
      if (mount.required()) {
        throw MountException.agentMissing(mount.id(), known.keySet());
      }
      return;
    }
    AgentSocket socket = AgentSocket.open(mount, agent, scratch, supplies.files());
    held.push(socket::close);
    layout.add(target, false, false, path -> new Mount.Bind(socket.path(), path, false));
  }

  PreparedMounts finish(String agentSocket) throws IOException {
    if (!secrets.isEmpty()) {
      Files.createDirectory(memory());
      layout.outside(new Mount.Memory(memory(), secrets));
    }
    if (!agentSocket.isEmpty()) {
      variables.put("SSH_AUTH_SOCK", agentSocket);
    }
    return new PreparedMounts(layout.mounts(), variables, held);
  }

  void close() throws IOException {
    PreparedMounts.closeAll(held);
  }
}
