package io.grampus.build.snapshot;

import io.grampus.build.layer.ImageFileReader;
import io.grampus.build.layer.ImageFileWriter;
import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.StoreUser;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.OpenFlags;
import io.grampus.os.Syscalls;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.NamespaceXattrs;
import io.grampus.sandbox.NamespaceXattrs.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** How this process reads and writes the files of the store, and what it knows of them besides. */
public final class StoreFiles {
  private final TreeAccess access;
  private final StoreUser user;
  private final StoreNotes notes = new StoreNotes();
  private final NamespaceXattrs namespace;

  /** Access over that kernel, as the user of this process. */
  public StoreFiles(Syscalls syscalls) {
    this.access = TreeAccess.over(syscalls);
    this.user = StoreUser.current(syscalls);
    this.namespace = new NamespaceXattrs(syscalls);
  }

  /** The calls. */
  public TreeAccess access() {
    return access;
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
    return new ImageFileWriter(access, notes, user, pending);
  }

  /** Waits until all that was written to the file system of that directory is on the disk. */
  public void syncFileSystem(Path directory) throws IOException {
    byte[] path = ByteString.of(directory.toString()).toByteArray();
    try (Fd opened = access.files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY)) {
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
