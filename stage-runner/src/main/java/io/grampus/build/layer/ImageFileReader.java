package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.DevicePlaceholder;
import io.grampus.sandbox.RootlessContainersOwner;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of the store as the image sees them.
 *
 * <p>The owner is, in this order, what the side table says, what the attribute of rootless tools
 * says, and the real one, where the user who runs the build stands for root.
 */
public final class ImageFileReader {
  private final TreeAccess access;
  private final SideNotes notes;
  private final StoreUser storeUser;
  private final CarriedXattrs carried;
  private final Consumer<String> warnings;

  /**
   * A reader of files that belong to that user.
   *
   * @param warnings told, in one sentence, of what in a file could not be understood
   */
  public ImageFileReader(
      TreeAccess access, SideNotes notes, StoreUser storeUser, Consumer<String> warnings) {
    this.access = access;
    this.notes = notes;
    this.storeUser = storeUser;
    this.carried = new CarriedXattrs(storeUser.uid(), storeUser.gid());
    this.warnings = warnings;
  }

  /** The calls that this reader uses. */
  public TreeAccess access() {
    return access;
  }

  /**
   * Reads one file.
   *
   * @param directory the directory that holds it
   * @param name its name there, not followed
   * @param status what statx says of it
   */
  public ImageFile read(Fd directory, ByteString name, FileStatus status) throws ErrnoException {
    return read(directory, name, status, access.xattrs().list(directory, name.toByteArray()));
  }

  /**
   * As {@link #read(Fd, ByteString, FileStatus)}, of a file whose attributes were asked for before.
   *
   * @param attributes the names of all that it has in the store
   */
  public ImageFile read(
      Fd directory, ByteString name, FileStatus status, List<ByteString> attributes)
      throws ErrnoException {
    SideNote note = notes.find(status);
    SortedMap<ByteString, ByteString> xattrs = Collections.emptySortedMap();
    byte[] recorded = null;
    if (!attributes.isEmpty()) {
      xattrs = new TreeMap<>();
      recorded = readXattrs(directory, name.toByteArray(), status, attributes, xattrs);
    }
    if (!note.xattrs().isEmpty()) {
      xattrs = new TreeMap<>(xattrs);
      xattrs.putAll(note.xattrs());
    }
    SideNote.Device device = note.device() == null ? device(recorded) : note.device();
    FileType type = device == null ? status.type() : device.type();
    return new ImageFile(
        type,
        status.permissions(),
        owner(status, note, recorded == null ? null : decode(name, recorded)),
        status.modified(),
        type == FileType.REGULAR ? status.size() : 0,
        device == null ? deviceNumber(status) : device.number(),
        xattrs.isEmpty() ? Collections.emptySortedMap() : xattrs);
  }

  private static DeviceNumber deviceNumber(FileStatus status) {
    return status.type().isDevice() ? status.node() : DeviceNumber.ZERO;
  }

  private Owner owner(
      FileStatus status, SideNote note, @Nullable RootlessContainersOwner recorded) {
    Owner noted = note.owner();
    if (noted != null) {
      return noted;
    }
    Owner real = storeUser.inImage(status);
    return recorded == null
        ? real
        : new Owner(
            Integer.toUnsignedLong(recorded.uidOr((int) real.uid())),
            Integer.toUnsignedLong(recorded.gidOr((int) real.gid())));
  }

  /** Collects what the image carries; returns the value that rootless tools left, if any. */
  private byte @Nullable [] readXattrs(
      Fd directory,
      byte[] name,
      FileStatus status,
      List<ByteString> names,
      SortedMap<ByteString, ByteString> found)
      throws ErrnoException {
    byte[] recorded = null;
    for (ByteString attribute : names) {
      boolean isOwner = attribute.equals(CarriedXattrs.ROOTLESS_OWNER);
      Optional<ByteString> inImage = carried.nameInImage(attribute);
      if (!isOwner && inImage.isEmpty()) {
        continue;
      }
      byte[] value = value(directory, name, status, attribute);
      if (value == null) {
        continue;
      }
      if (isOwner) {
        recorded = value;
      } else {
        carried
            .inImage(attribute, value, status.permissions())
            .ifPresent(image -> found.put(inImage.orElseThrow(), image));
      }
    }
    return recorded;
  }

  private static SideNote.@Nullable Device device(byte @Nullable [] recorded) {
    if (recorded == null) {
      return null;
    }
    return DevicePlaceholder.decode(recorded)
        .map(
            device ->
                new SideNote.Device(
                    device.block() ? FileType.BLOCK_DEVICE : FileType.CHARACTER_DEVICE,
                    new DeviceNumber((int) device.major(), (int) device.minor())))
        .orElse(null);
  }

  private @Nullable RootlessContainersOwner decode(ByteString name, byte[] value) {
    Optional<RootlessContainersOwner> owner = RootlessContainersOwner.decode(value);
    if (owner.isEmpty()) {
      warnings.accept(
          "the attribute "
              + RootlessContainersOwner.ATTRIBUTE
              + " of "
              + name
              + " is malformed; its real owner counts");
    }
    return owner.orElse(null);
  }

  /** User attributes need the permission to read the file itself; xattr(7). */
  private byte @Nullable [] value(
      Fd directory, byte[] name, FileStatus status, ByteString attribute) throws ErrnoException {
    try {
      return access.xattrs().get(directory, name, attribute);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      int flags =
          OpenFlags.RDONLY
              | OpenFlags.NONBLOCK
              | (status.isDirectory() ? OpenFlags.DIRECTORY : OpenFlags.NOCTTY);
      try (ReadAccess.Opened opened = access.readable().openHeld(directory, name, flags)) {
        return access.xattrs().get(opened.fd(), attribute);
      }
    }
  }
}
