package io.grampus.build.store;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The store of one user: everything that outlives a build. Many processes may use one store at
 * once, each through its own {@code Store}; an instance is safe for several threads.
 *
 * <p>Whoever only reads can do so in a store that cannot be written. The first write begins a
 * lease, which {@link #close} ends; see {@link StoreLayout} for what lies where.
 */
public final class Store implements AutoCloseable {
  private final StoreLayout layout;
  private final TreeRemover remover;
  private final BlobStore blobs;
  private final ImageStore images;
  private final CompressedLayers compressed;
  private final DirectoryPool bases;
  private final DirectoryPool snapshots;
  private final UnpackedBases unpackedBases;
  private final DiskMarks diskMarks;
  private @Nullable Lease lease;

  private Store(StoreLayout layout, TreeRemover remover) {
    this.layout = layout;
    this.remover = remover;
    this.blobs = new BlobStore(layout, this);
    this.images = new ImageStore(layout, this, blobs);
    this.compressed = new CompressedLayers(layout, this, blobs);
    this.bases = new DirectoryPool(layout.bases(), layout, this);
    this.snapshots = new DirectoryPool(layout.snapshots(), layout, this);
    this.unpackedBases = new UnpackedBases(layout, this);
    this.diskMarks = new DiskMarks(layout, this);
  }

  /**
   * Opens the store, after creating it where it is missing. Nothing is written to one that exists.
   *
   * @param root an absolute path, usually from {@link StoreLocation#from}
   * @param remover how trees of image files are removed
   * @throws GrampusException {@code store-…}: not a directory, another user's, read-only, full, or
   *     written by a newer version
   */
  public static Store open(Path root, TreeRemover remover) {
    StoreLayout layout = new StoreLayout(root.toAbsolutePath().normalize());
    new StoreCreation(layout).createOrCheck();
    return new Store(layout, remover);
  }

  /** What lies where. */
  public StoreLayout layout() {
    return layout;
  }

  /** Layers, configs and manifests by digest. */
  public BlobStore blobs() {
    return blobs;
  }

  /** The images by name. */
  public ImageStore images() {
    return images;
  }

  /** Layers compressed for pushing and exporting. */
  public CompressedLayers compressedLayers() {
    return compressed;
  }

  /** The root file systems of base images. */
  public UnpackedBases unpackedBases() {
    return unpackedBases;
  }

  /** What a power cut cannot have truncated. */
  public DiskMarks diskMarks() {
    return diskMarks;
  }

  /** Unpacked base images, {@code b/17}. */
  DirectoryPool bases() {
    return bases;
  }

  /**
   * Snapshots, {@code s/17}. Their content belongs below the directory: its mtime is the pool's.
   */
  public DirectoryPool snapshots() {
    return snapshots;
  }

  /** Cache mounts, {@code mounts/NAME}. */
  public CacheDirectories cacheDirectories() {
    return new CacheDirectories(layout, this);
  }

  /**
   * A path for a temporary file or directory of this process, on the store's file system. Nothing
   * is created yet. What is still there when the store is closed, or the process dies, is removed.
   */
  public Path temporaryPath() {
    return beginLease().freshPath();
  }

  /**
   * Has a file removed that is written elsewhere, should this process die before it is complete.
   *
   * @param partial the file, whose name nothing else ever has
   */
  public void removeAfterDeath(Path partial) {
    beginLease().removeAfterDeath(partial);
  }

  /**
   * Writes a file whole and durably, or not at all: for cache records.
   *
   * @param target a path in the store, whose directory exists
   */
  public void writeFile(Path target, byte[] content) {
    Path temporary = temporaryPath();
    try {
      Durable.write(temporary, target, content);
    } catch (IOException e) {
      throw StoreFailure.of("write " + target.getFileName(), target, e);
    }
  }

  /** Removes a tree of image files, wherever in the store. */
  public void removeTree(Path tree) {
    if (!tree.startsWith(layout.root()) || tree.equals(layout.root())) {
      throw new IllegalArgumentException(tree + " is not in the store");
    }
    try {
      remover.remove(tree);
    } catch (IOException e) {
      throw StoreFailure.of("remove a directory", tree, e);
    }
  }

  /**
   * Removes what nothing needs: blobs, bases and snapshots that no image and no cache record
   * mentions, images without a name, and what killed processes left. What a living process created
   * or used since it opened the store stays.
   *
   * @param scope what goes besides
   */
  public PruneResult prune(PruneScope scope) {
    beginLease();
    return new Sweep(layout, this, remover).run(scope);
  }

  /** Begins this process's lease, unless it has one. From now on nothing it uses is pruned. */
  synchronized Lease beginLease() {
    Lease current = lease;
    if (current == null) {
      current = Lease.begin(layout, remover);
      lease = current;
    }
    return current;
  }

  /** Ends the lease and removes the temporary files. */
  @Override
  public synchronized void close() {
    Lease current = lease;
    lease = null;
    if (current != null) {
      current.close();
    }
  }
}
