package io.grampus.build.store;

import io.grampus.build.image.Digest;
import java.nio.file.Path;
import java.util.List;

/**
 * The names in a store.
 *
 * <pre>
 * lock              held while the index, a lease or a sweep changes anything
 * version           format of this layout
 * images/           an OCI image layout: oci-layout, index.json, blobs/sha256/
 * b/17/             unpacked base images, s/17/ snapshots: short names, for mount options
 * cache/            cache records: text files that mention digests and directories
 * compressed/       which compressed blob belongs to which uncompressed layer
 * mounts/           cache mounts
 * locks/            locks of long work
 * synced/           until when each boot's directories are on the disk, see {@link DiskMarks}
 * tmp/17/           what a running process writes, with tmp/17.lock held while it lives
 * </pre>
 *
 * @param root the absolute path of the store
 */
public record StoreLayout(Path root) {
  Path lock() {
    return root.resolve("lock");
  }

  Path version() {
    return root.resolve("version");
  }

  /** The OCI image layout. */
  public Path images() {
    return root.resolve("images");
  }

  Path index() {
    return images().resolve("index.json");
  }

  Path blobs() {
    return images().resolve("blobs/sha256");
  }

  Path blob(Digest digest) {
    return blobs().resolve(digest.hex());
  }

  /** Unpacked base images. */
  public Path bases() {
    return root.resolve("b");
  }

  /** Snapshots of steps. */
  public Path snapshots() {
    return root.resolve("s");
  }

  /**
   * Cache records. Whatever a file below mentions, {@code sha256:…} or {@code s/17} or {@code
   * b/17}, survives a prune.
   */
  public Path cache() {
    return root.resolve("cache");
  }

  Path compressed() {
    return root.resolve("compressed");
  }

  /** Cache mounts of RUN. */
  public Path mounts() {
    return root.resolve("mounts");
  }

  /** Notes of {@link DiskMarks}; missing in a store that nothing was synchronised in yet. */
  Path synced() {
    return root.resolve("synced");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  /**
   * One of 256 locks: a shared one costs another image a wait, and nothing has to be cleaned up.
   */
  Path longWorkLock(Digest digest) {
    return root.resolve("locks").resolve(digest.hex().substring(0, 2));
  }

  List<Path> directories() {
    return List.of(
        blobs(),
        bases(),
        snapshots(),
        cache(),
        compressed(),
        mounts(),
        temporary(),
        root.resolve("locks"));
  }
}
