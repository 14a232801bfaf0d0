package io.grampus.build.snapshot;

import io.grampus.build.copy.LayerUnpacker;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.store.Store;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * A bundle that umoci unpacked, in which commands run, and of whose changes umoci makes a layer. It
 * holds one snapshot only: another one takes a new bundle.
 *
 * <p>What umoci cannot tell is lost: see {@link BundleTool} and docs/sandboxes.md.
 */
final class BundleTree implements StepTree {
  private final Store store;
  private final StoreFiles files;
  private final BundleTool umoci;
  private final Clock clock;
  private final Path directory;
  private final BundleLayout layout;
  private Snapshot content = Snapshot.EMPTY;
  private boolean unpacked;

  /** A bundle to be; nothing is done yet. */
  BundleTree(Store store, StoreFiles files, BundleTool umoci, Clock clock) {
    this.store = store;
    this.files = files;
    this.umoci = umoci;
    this.clock = clock;
    this.directory = store.temporaryPath();
    this.layout = new BundleLayout(files, directory.resolve("layout"));
  }

  private Path bundle() {
    return directory.resolve("bundle");
  }

  @Override
  public Path root() {
    return bundle().resolve("rootfs");
  }

  @Override
  public int agreesWith(Snapshot wanted) {
    return content.directories().equals(wanted.directories()) ? wanted.directories().size() : -1;
  }

  @Override
  public void advanceTo(Snapshot wanted) throws IOException {
    if (unpacked) {
      return;
    }
    Files.createDirectory(directory);
    layout.write(paths(wanted));
    umoci.unpackBundle(layout.directory(), BundleLayout.TAG, bundle());
    content = wanted;
    unpacked = true;
  }

  private List<Path> paths(Snapshot snapshot) {
    return snapshot.directories().stream().map(store.layout().root()::resolve).toList();
  }

  @Override
  public void prepare() {
    // umoci compares the content of files
  }

  @Override
  public void collect(Snapshot below, Path upper, Consumer<PendingXattr> pending)
      throws IOException {
    int before = layout.layers();
    umoci.repackBundle(layout.directory(), BundleLayout.TAG, bundle());
    if (layout.layers() == before) {
      return;
    }
    try (UpperTree target =
            UpperTree.open(
                files.reader(),
                files.writer(pending),
                paths(below),
                upper,
                Timestamp.of(clock.instant()));
        InputStream tar = layout.top()) {
      new LayerUnpacker(target).unpack(tar);
    }
  }

  @Override
  public void holds(Snapshot snapshot) {
    content = snapshot;
  }

  @Override
  public void remove() {
    if (Files.exists(directory)) {
      store.removeTree(directory);
    }
  }
}
