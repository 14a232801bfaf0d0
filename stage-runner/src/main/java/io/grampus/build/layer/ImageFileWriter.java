package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.DevicePlaceholder;
import io.grampus.sandbox.RootlessContainersOwner;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives files of the store the metadata that an image says they have; {@link ImageFileReader} reads
 * it back. What the file system cannot hold goes to the side table.
 */
public final class ImageFileWriter {
  private static final int OWNER_WRITE = 0200;

  private final TreeAccess access;
  private final SideNotes notes;
  private final CarriedXattrs carried;
  private final BooleanSupplier namespaces;
  private final Consumer<PendingXattr> pending;

  /**
   * A writer of files that belong to that user.
   *
   * @param namespaces whether there are user namespaces here; asked for when it matters
   * @param pending told of every attribute that needs a namespace's root to be set
   */
  public ImageFileWriter(
      TreeAccess access,
      SideNotes notes,
      StoreUser storeUser,
      BooleanSupplier namespaces,
      Consumer<PendingXattr> pending) {
    this.access = access;
    this.notes = notes;
    this.carried = new CarriedXattrs(storeUser.uid(), storeUser.gid());
    this.namespaces = namespaces;
    this.pending = pending;
  }

  /** Whether files of an image have such an attribute; others are not to be set. */
  public boolean carries(ByteString attribute) {
    return carried.isCarried(attribute);
  }

  /** The calls that this writer uses. */
  public TreeAccess access() {
    return access;
  }

  /**
   * Sets owner, attributes, mode and times of a regular file, a placeholder or a directory. The
   * mode comes last but one, since it may take our own permission away.
   *
   * @param file open for reading or writing
   * @param path for messages and {@link PendingXattr}, from the root
   */
  public void finish(Fd file, ByteString path, ImageFile image) throws ErrnoException {
    SideNote note = isPlain(image) ? SideNote.NOTHING : setAttributes(file, path, image);
    access.files().fchmod(file, image.permissions());
    access.files().futimens(file, image.modified());
    if (isWorthNoting(note)) {
      put(access.files().statx(file), note);
    }
  }

  /** Whether a new file has all but its mode and times already. */
  private static boolean isPlain(ImageFile image) {
    return image.type() == FileType.REGULAR
        && image.owner().equals(Owner.ROOT)
        && image.xattrs().isEmpty();
  }

  private SideNote setAttributes(Fd file, ByteString path, ImageFile image) throws ErrnoException {
    makeWritable(file);
    SideNote note = image.type().isDevice() ? setDevice(file, image) : setOwner(file, image);
    return setXattrs(file, path, image, note);
  }

  /** Not even the owner sets user attributes of a file that its mode forbids to write; xattr(7). */
  private void makeWritable(Fd file) throws ErrnoException {
    int permissions = access.files().statx(file).permissions();
    if ((permissions & OWNER_WRITE) == 0) {
      access.files().fchmod(file, permissions | OWNER_WRITE);
    }
  }

  /** Sets owner, mode and times of a symbolic link or a FIFO, which carry no user attributes. */
  public void finishUnopened(Fd directory, ByteString name, ImageFile image) throws ErrnoException {
    byte[] bytes = name.toByteArray();
    if (image.type() != FileType.SYMLINK) {
      access.files().fchmodat(directory, bytes, image.permissions());
    }
    access.files().utimensat(directory, bytes, image.modified());
    SideNote note = SideNote.NOTHING;
    if (!image.owner().equals(Owner.ROOT)) {
      note = note.withOwner(image.owner());
    }
    for (Map.Entry<ByteString, ByteString> xattr : image.xattrs().entrySet()) {
      note = note.withXattr(xattr.getKey(), xattr.getValue());
    }
    if (isWorthNoting(note)) {
      put(access.files().statx(directory, bytes), note);
    }
  }

  private SideNote setDevice(Fd file, ImageFile image) throws ErrnoException {
    Owner owner = image.owner();
    DevicePlaceholder device =
        new DevicePlaceholder(
            image.type() == FileType.BLOCK_DEVICE, image.node().major(), image.node().minor());
    byte[] value = device.encode(new RootlessContainersOwner(owner.uid(), owner.gid()));
    return isSet(file, CarriedXattrs.ROOTLESS_OWNER, value)
        ? SideNote.NOTHING
        : SideNote.NOTHING
            .withOwner(owner)
            .withDevice(new SideNote.Device(image.type(), image.node()));
  }

  private SideNote setOwner(Fd file, ImageFile image) throws ErrnoException {
    Owner owner = image.owner();
    if (owner.equals(Owner.ROOT)) {
      // Files are always new here; only directories are merged with what was there.
      if (image.type() == FileType.DIRECTORY) {
        access.xattrs().remove(file, CarriedXattrs.ROOTLESS_OWNER);
      }
      return SideNote.NOTHING;
    }
    byte[] value = new RootlessContainersOwner(owner.uid(), owner.gid()).encode();
    return isSet(file, CarriedXattrs.ROOTLESS_OWNER, value)
        ? SideNote.NOTHING
        : SideNote.NOTHING.withOwner(owner);
  }

  private SideNote setXattrs(Fd file, ByteString path, ImageFile image, SideNote start)
      throws ErrnoException {
    SideNote note = start;
    for (Map.Entry<ByteString, ByteString> xattr : image.xattrs().entrySet()) {
      ByteString name = xattr.getKey();
      CarriedXattrs.Stored stored = stored(name, xattr.getValue());
      if (isSet(file, stored.name(), stored.value().toByteArray())) {
        if (!stored.name().equals(name) && CarriedXattrs.isAccessList(name)) {
          access.xattrs().remove(file, name);
          notes.noteList();
        }
      } else {
        note = note.withXattr(name, xattr.getValue());
        if (stored.name().equals(CarriedXattrs.CAPABILITY)) {
          pending.accept(new PendingXattr(path, name, xattr.getValue()));
        }
      }
    }
    return note;
  }

  /** Without namespaces nobody here may set a capability: it is kept as what only root sets is. */
  private CarriedXattrs.Stored stored(ByteString name, ByteString value) {
    return name.equals(CarriedXattrs.CAPABILITY) && !namespaces.getAsBoolean()
        ? CarriedXattrs.kept(name, value)
        : carried.inStore(name, value);
  }

  /** Whether the attribute could be set; not by us, or not on this file system, is no error. */
  private boolean isSet(Fd file, ByteString name, byte[] value) throws ErrnoException {
    try {
      access.xattrs().set(file, name, value);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM || e.errno() == Errno.EOPNOTSUPP) {
        return false;
      }
      throw e;
    }
  }

  /** An inode's number and even its birth time may have been another file's before. */
  private boolean isWorthNoting(SideNote note) {
    return !note.equals(SideNote.NOTHING) || !notes.isEmpty();
  }

  private void put(FileStatus file, SideNote note) {
    if (!note.equals(SideNote.NOTHING) || !notes.find(file).equals(SideNote.NOTHING)) {
      notes.put(file, note);
    }
  }
}
