package io.grampus.build.snapshot;

import io.grampus.build.layer.ChangeReplay;
import io.grampus.build.layer.ChangeSink;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.ImageFileWriter;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.TreeDiff;
import io.grampus.build.layer.UnionView;
import io.grampus.build.store.Store;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A plain directory tree with the content of a snapshot, in which commands run, and the index that
 * tells what they changed. Belongs to one step at a time.
 */
final class WorkingTree {
  /** The kernel's clock for change times ticks at least this often; a change within is not seen. */
  private static final Duration CLOCK_TICK = Duration.ofMillis(11);

  private static final ByteString HERE = ByteString.of(".");

  private final Store store;
  private final StoreFiles files;
  private final Path directory;
  private Snapshot content = Snapshot.EMPTY;
  private boolean indexed;

  private WorkingTree(Store store, StoreFiles files, Path directory) {
    this.store = store;
    this.files = files;
    this.directory = directory;
  }

  /** An empty tree. */
  static WorkingTree create(Store store, StoreFiles files) throws IOException {
    Path directory = store.temporaryPath();
    Files.createDirectory(directory);
    WorkingTree tree = new WorkingTree(store, files, directory);
    Files.createDirectory(tree.root());
    return tree;
  }

  /** The tree's root directory. */
  Path root() {
    return directory.resolve("t");
  }

  private Path index() {
    return directory.resolve("index");
  }

  /** How many of the snapshot's directories are in the tree; -1 where it holds something else. */
  int agreesWith(Snapshot wanted) {
    int size = content.directories().size();
    boolean agrees =
        size <= wanted.directories().size()
            && wanted.directories().subList(0, size).equals(content.directories());
    return agrees ? size : -1;
  }

  /** Adds what the snapshot has over the present content. */
  void advanceTo(Snapshot wanted) throws IOException {
    List<PendingXattr> pending = new ArrayList<>();
    List<String> directories = wanted.directories();
    for (int next = content.directories().size(); next < directories.size(); next++) {
      indexed = false;
      replay(directories.subList(0, next), directories.get(next), pending);
      content = content.plus(directories.get(next));
    }
    files.setPending(root(), pending);
    if (!indexed) {
      rememberEntries();
    }
  }

  private void replay(List<String> below, String directory, List<PendingXattr> pending)
      throws IOException {
    ImageFileReader reader = files.reader();
    ImageFileWriter writer = files.writer(pending::add);
    try (UnionView lower = UnionView.open(files.access(), below.stream().map(this::path).toList());
        Fd upper = open(path(directory));
        Fd tree = open(root())) {
      try (ChangeReplay replay = ChangeReplay.onto(writer, tree)) {
        new TreeDiff(reader).compare(lower, upper, replay);
      }
      likeRootOf(upper, tree, writer);
    }
  }

  private Path path(String name) {
    return store.layout().root().resolve(name);
  }

  private void likeRootOf(Fd source, Fd target, ImageFileWriter writer) throws IOException {
    ImageFile image = files.reader().read(source, HERE, calls().statx(source));
    writer.finish(target, ByteString.EMPTY, image);
  }

  private void rememberEntries() throws IOException {
    try (TreeIndex.Writer index = new TreeIndex.Writer(index());
        Fd tree = open(root())) {
      files
          .access()
          .walk()
          .walk(
              tree,
              (parent, name, path, status) -> {
                index.add(TreeIndex.Entry.of(path, status));
                return true;
              });
    }
    indexed = true;
  }

  /** Waits until a change to come has another change time than what the index holds. */
  void letClockTick() throws InterruptedException, IOException {
    Instant written = Files.getLastModifiedTime(index()).toInstant();
    Duration left = CLOCK_TICK.minus(Duration.between(written, Instant.now()));
    if (!left.isNegative() && !left.isZero()) {
      Thread.sleep(left.toMillis() + 1);
    }
  }

  /**
   * Puts what was changed since {@link #advanceTo} into an upper directory, as overlayfs would.
   *
   * @param pending told of attributes that could not be set there
   */
  void collect(Path upper, Consumer<PendingXattr> pending) throws IOException {
    ImageFileWriter writer = files.writer(pending);
    Path renewed = directory.resolve("index.new");
    try (Fd tree = open(root());
        Fd changes = open(upper)) {
      try (TreeIndex.Reader before = new TreeIndex.Reader(index());
          TreeIndex.Writer after = new TreeIndex.Writer(renewed);
          ChangeReplay replay = ChangeReplay.intoUpper(writer, changes)) {
        tell(tree, before, after, replay);
      }
      likeRootOf(tree, changes, writer);
    }
    Files.move(renewed, index(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void tell(Fd tree, TreeIndex.Reader before, TreeIndex.Writer after, ChangeSink replay)
      throws IOException {
    TreeChanges.tell(files.reader(), tree, before, after, replay);
  }

  /** The tree holds that snapshot now. */
  void holds(Snapshot snapshot) {
    content = snapshot;
  }

  private Fd open(Path path) throws IOException {
    byte[] name = ByteString.of(path.toString()).toByteArray();
    return calls().openat(Fd.CURRENT_DIRECTORY, name, OpenFlags.DIRECTORY);
  }

  private FileCalls calls() {
    return files.access().files();
  }

  /** Removes everything. */
  void remove() {
    store.removeTree(directory);
  }
}
