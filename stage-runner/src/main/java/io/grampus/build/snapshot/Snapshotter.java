package io.grampus.build.snapshot;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.layer.LayerTimes;
import io.grampus.build.layer.LayerWriter;
import io.grampus.build.layer.UnionView;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.store.BlobWriter;
import io.grampus.build.store.Store;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.GrampusException;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Snapshots in the form of overlayfs, whether it is used or not: what a step changes is collected
 * in an upper directory, which becomes a lower one of the steps behind it.
 */
public final class Snapshotter {
  /** More lower directories than this the kernel refuses, and mount options end at one page. */
  private static final int MOST_DIRECTORIES = 400;

  private final Store store;
  private final StoreFiles files;
  private final TreeAccess access;
  private final Supplier<SnapshotterKind> kind;
  private final WorkingTrees trees;
  private final Clock clock;
  private final Consumer<String> warnings;

  /**
   * A snapshotter for one build.
   *
   * @param kind how commands get their root file systems; asked for when the first one does
   * @param clock the time of directories that are made on the way to others
   * @param warnings told, in one sentence, of what cannot be in a layer
   */
  public Snapshotter(
      Store store,
      StoreFiles files,
      Supplier<SnapshotterKind> kind,
      Clock clock,
      Consumer<String> warnings) {
    this.store = store;
    this.files = files;
    this.access = files.access();
    this.kind = kind;
    this.trees = new WorkingTrees(store, files);
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * Makes room for a step's changes.
   *
   * @throws GrampusException {@code too-many-layers}, or {@code store-…}
   */
  public WorkingSnapshot begin(Snapshot parent) throws IOException {
    if (parent.directories().size() > MOST_DIRECTORIES) {
      throw new GrampusException(
          "too-many-layers",
          "the image has more than " + MOST_DIRECTORIES + " layers",
          "join RUN and COPY instructions, or copy the result into a new stage");
    }
    Path directory = store.temporaryPath();
    WorkingSnapshot working =
        new WorkingSnapshot(
            store, parent, directory, new LazyRoot(() -> commandRoot(parent, directory)));
    for (Path part :
        List.of(
            directory,
            working.upper(),
            working.scratch(),
            directory.resolve(WorkingSnapshot.STUBS),
            directory.resolve(WorkingSnapshot.WORK),
            directory.resolve(WorkingSnapshot.MOUNT_POINT))) {
      Files.createDirectory(part);
    }
    likeRootBelow(working);
    return working;
  }

  private CommandRoot commandRoot(Snapshot parent, Path directory) {
    return switch (kind.get()) {
      case OVERLAY -> new OverlayRoot(store.layout().root(), parent, directory);
      case INPLACE -> new InPlaceRoot(trees, parent);
    };
  }

  /** The merged root directory has the attributes of the topmost one: those of the one below. */
  private void likeRootBelow(WorkingSnapshot working) throws IOException {
    List<Path> lowers = working.lowerPaths();
    if (!lowers.isEmpty()) {
      files.copyDirectoryAttributes(lowers.get(lowers.size() - 1), working.upper());
      return;
    }
    try (Fd upper = open(working.upper())) {
      access.files().fchmod(upper, 0755);
    }
  }

  private Fd open(Path directory) throws IOException {
    byte[] path = ByteString.of(directory.toString()).toByteArray();
    return access.files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY);
  }

  /**
   * A view of the step's surroundings before it changed anything; the caller closes it.
   *
   * @throws IOException where a directory of the snapshot is gone
   */
  public UnionView view(Snapshot snapshot) throws IOException {
    return UnionView.open(
        access, snapshot.directories().stream().map(store.layout().root()::resolve).toList());
  }

  /**
   * Opens the working snapshot for files to be put into it without mounting anything; the caller
   * closes it before the commit.
   */
  public UpperTree fill(WorkingSnapshot working) throws IOException {
    Instant now = clock.instant();
    return UpperTree.open(
        files.reader(),
        files.writer(working.pending()::add),
        working.lowerPaths(),
        working.upper(),
        new Timestamp(now.getEpochSecond(), now.getNano()));
  }

  /**
   * Turns what the step changed into a layer and a snapshot. The working snapshot is used up.
   *
   * @return empty where nothing changed
   */
  public Optional<CommittedStep> commit(WorkingSnapshot working) throws IOException {
    working.commandRoot().collect(working.upper(), working.pending()::add);
    Optional<CommittedStep> step = publish(working);
    working.commandRoot().committed(step);
    return step;
  }

  private Optional<CommittedStep> publish(WorkingSnapshot working) throws IOException {
    files.setPending(working.upper(), working.pending());
    Optional<Layer> layer = write(working);
    if (layer.isEmpty()) {
      return Optional.empty();
    }
    for (String part :
        List.of(
            WorkingSnapshot.WORK,
            WorkingSnapshot.MOUNT_POINT,
            WorkingSnapshot.STUBS,
            WorkingSnapshot.STUBS + "f")) {
      store.removeTree(working.directory().resolve(part));
    }
    files.notes().save(working.directory());
    Path published = store.snapshots().publish(working.directory());
    String name = store.snapshots().shortName(published) + "/" + WorkingSnapshot.UPPER;
    return Optional.of(new CommittedStep(layer.get().blob(), name, layer.get().entries()));
  }

  private record Layer(Descriptor blob, long entries) {}

  private Optional<Layer> write(WorkingSnapshot working) throws IOException {
    LayerWriter layers = new LayerWriter(files.reader(), LayerTimes.REPRODUCIBLE, warnings);
    try (UnionView below = view(working.parent());
        Fd upper = open(working.upper());
        BlobWriter blob = store.blobs().newBlob()) {
      long entries = layers.writeDiff(below, upper, blob);
      return entries == 0
          ? Optional.empty()
          : Optional.of(new Layer(blob.commit(MediaTypes.OCI_LAYER), entries));
    }
  }

  /** Takes in what is noted beside the snapshot of an earlier build. */
  public void recall(CommittedStep step) throws IOException {
    String directory = step.directory();
    files
        .notes()
        .load(store.layout().root().resolve(directory.substring(0, directory.lastIndexOf('/'))));
  }
}
