package io.grampus.build.snapshot;

import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.ImageFileWriter;
import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.StoreUser;
import io.grampus.build.layer.UpperTree;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.os.Syscalls;
import io.grampus.os.Timestamp;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.NamespaceXattrs;
import io.grampus.sandbox.NamespaceXattrs.Setting;
import io.grampus.sandbox.RootlessContainersOwner;
import io.grampus.sandbox.UserNamespaceProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How this process reads and writes the files of the store, and what it knows of them besides. */
public final class StoreFiles {
  private static final ByteString OWNER = ByteString.of(RootlessContainersOwner.ATTRIBUTE);

  private final TreeAccess access;
  private final StoreUser user;
  private final StoreNotes notes = new StoreNotes();
  private final NamespaceXattrs namespace;
  private final UserNamespaceProbe probe;
  private @Nullable Boolean namespaces;

  /** Access over that kernel, as the user of this process. */
  public StoreFiles(Syscalls syscalls) {
    this.access = TreeAccess.over(syscalls);
    this.user = StoreUser.current(syscalls);
    this.namespace = new NamespaceXattrs(syscalls);
    this.probe = new UserNamespaceProbe(syscalls);
  }

  /** The calls. */
  public TreeAccess access() {
    return access;
  }

  /** The user of this process. */
  public StoreUser user() {
    return user;
  }

  /** The side table. */
  public StoreNotes notes() {
    return notes;
  }

  /** Reads files of the store as the image sees them; is quiet about what it cannot understand. */
  public ImageFileReader reader() {
    return new ImageFileReader(access, notes, user, warning -> {});
  }

  /** Reads files outside of the store, which have no side table. */
  public ImageFileReader contextReader() {
    return new ImageFileReader(access, new MemorySideNotes(), user, warning -> {});
  }

  /** Writes files into the store; attributes that only a namespace's root may set are handed on. */
  ImageFileWriter writer(Consumer<PendingXattr> pending) {
    return new ImageFileWriter(access, notes, user, this::hasNamespaces, pending);
  }

  private synchronized boolean hasNamespaces() {
    Boolean known = namespaces;
    if (known == null) {
      known = probe.probe().isAvailable();
      namespaces = known;
    }
    return known;
  }

  /** Work on a directory that is being filled. */
  @FunctionalInterface
  public interface Filling {
    /** Does it. */
    void fill(UpperTree tree) throws IOException;
  }

  /**
   * Fills a directory of the store that is no snapshot as if it were an upper directory.
   *
   * @param lowers the directories below it, lowest first
   * @param upper an existing directory
   * @param now the time of what is made on the way
   */
  public void fill(List<Path> lowers, Path upper, Instant now, Filling work) throws IOException {
    List<PendingXattr> pending = Collections.synchronizedList(new ArrayList<>());
    try (UpperTree tree =
        UpperTree.open(reader(), writer(pending::add), lowers, upper, Timestamp.of(now))) {
      work.fill(tree);
    }
    setPending(upper, pending);
  }

  /**
   * Saves the owners of what carries no attributes beside a tree that outlives this process.
   *
   * @param writer writes a file whole, since others may read it at the same time
   */
  public void saveOwners(Path directory, BiConsumer<Path, byte[]> writer) throws IOException {
    notes.load(directory); // others may have saved since it was loaded last
    if (!notes.owners().isEmpty()) {
      writer.accept(directory.resolve(StoreNotes.FILE), notes.owners().encode());
    }
  }

  /** Gives a directory of the store the owner, mode and time that another has. */
  public void copyDirectoryAttributes(Path from, Path to) throws IOException {
    try (Fd below = open(from);
        Fd upper = open(to)) {
      FileStatus status = access.files().statx(below);
      byte[] owner = access.xattrs().get(below, OWNER);
      if (owner != null) {
        access.xattrs().set(upper, OWNER, owner);
      }
      access.files().fchmod(upper, status.permissions());
      access.files().futimens(upper, status.modified());
    }
  }

  private Fd open(Path directory) throws IOException {
    byte[] path = ByteString.of(directory.toString()).toByteArray();
    return access.files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY);
  }

  /** Takes in what an earlier process saved so. */
  public void recallOwners(Path directory) throws IOException {
    notes.load(directory);
  }

  /** Waits until all that was written to the file system of that directory is on the disk. */
  public void syncFileSystem(Path directory) throws IOException {
    try (Fd opened = open(directory)) {
      access.data().syncFileSystem(opened);
    }
  }

  /** Sets attributes that had to wait, so that commands see them and later builds find them. */
  void setPending(Path upper, List<PendingXattr> pending) throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    ByteString root = ByteString.of(upper.toString());
    namespace.set(
        pending.stream()
            .map(each -> new Setting(root.child(each.path()), each.name().toString(), each.value()))
            .toList());
  }
}
