package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.FileType;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import io.grampus.os.TreeAccess;
import io.grampus.sandbox.RootlessContainersOwner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory tree that tests build by hand, and the readers for it. */
public final class TestTree implements AutoCloseable {
  /** The time that files get unless a test says otherwise. */
  public static final Timestamp TIME = new Timestamp(1_700_000_000L, 0);

  private static final TreeAccess ACCESS = TreeAccess.over(new LinuxSyscalls());
  private final Path path;
  private final Fd root;

  /** A tree in an existing directory. */
  public TestTree(Path path) throws IOException {
    this.path = path;
    this.root = open(path);
  }

  public static TreeAccess access() {
    return ACCESS;
  }

  public static Fd open(Path directory) throws IOException {
    return ACCESS
        .files()
        .openat(
            Fd.CURRENT_DIRECTORY,
            bytes(directory.toString()),
            OpenFlags.RDONLY | OpenFlags.DIRECTORY);
  }

  /** A reader whose side table is the one given, and which fails on any warning. */
  public static ImageFileReader reader(SideNotes notes) {
    return new ImageFileReader(
        ACCESS,
        notes,
        StoreUser.current(ACCESS.files().syscalls()),
        warning -> {
          throw new AssertionError(warning);
        });
  }

  public Path path() {
    return path;
  }

  public Fd root() {
    return root;
  }

  public TestTree directory(String name, int mode) throws IOException {
    ACCESS.files().mkdirat(root, bytes(name), 0700);
    return mode(name, mode).time(name, TIME);
  }

  public TestTree file(String name, String content) throws IOException {
    return file(bytes(name), bytes(content), 0644);
  }

  public TestTree file(byte[] name, byte[] content, int mode) throws IOException {
    int flags = OpenFlags.CREAT | OpenFlags.WRONLY | OpenFlags.EXCL;
    try (Fd file = ACCESS.files().openat(root, name, flags, 0600)) {
      ACCESS.data().write(file, content, 0, content.length);
      ACCESS.files().fchmod(file, mode);
      ACCESS.files().futimens(file, TIME);
    }
    return this;
  }

  public TestTree link(String name, String target) throws IOException {
    ACCESS.files().symlinkat(bytes(target), root, bytes(name));
    return time(name, TIME);
  }

  public TestTree hardLink(String name, String existing) throws IOException {
    ACCESS.files().linkat(root, bytes(existing), root, bytes(name));
    return this;
  }

  public TestTree fifo(String name) throws IOException {
    ACCESS.files().mknodat(root, bytes(name), FileType.FIFO, 0600, DeviceNumber.ZERO);
    return mode(name, 0640).time(name, TIME);
  }

  public TestTree whiteout(String name) throws IOException {
    ACCESS.files().mknodat(root, bytes(name), FileType.CHARACTER_DEVICE, 0, DeviceNumber.ZERO);
    return this;
  }

  public TestTree opaque(String name) throws IOException {
    return xattr(name, "user.overlay.opaque", bytes("y"));
  }

  public TestTree owner(String name, long uid, long gid) throws IOException {
    return xattr(
        name, RootlessContainersOwner.ATTRIBUTE, new RootlessContainersOwner(uid, gid).encode());
  }

  public TestTree xattr(String name, String attribute, byte[] value) throws IOException {
    ACCESS.xattrs().set(root, bytes(name), ByteString.of(attribute), value);
    return this;
  }

  public TestTree mode(String name, int mode) throws IOException {
    ACCESS.files().fchmodat(root, bytes(name), mode);
    return this;
  }

  public TestTree time(String name, Timestamp time) throws IOException {
    ACCESS.files().utimensat(root, bytes(name), time);
    return this;
  }

  /** What the image says of a path in this tree, or empty. */
  public Optional<ImageFile> image(String name) throws IOException {
    return image(name, new MemorySideNotes());
  }

  public Optional<ImageFile> image(String name, SideNotes notes) throws IOException {
    try (UnionView view = UnionView.open(ACCESS, List.of(path));
        Resolution found = view.resolve(ByteString.of(name), false)) {
      if (found instanceof Resolution.File file) {
        UnionEntry entry = file.entry();
        return Optional.of(reader(notes).read(entry.directory(), entry.name(), entry.status()));
      }
      if (found instanceof Resolution.Directory directory) {
        return Optional.of(
            reader(notes)
                .read(
                    directory.directory().top(),
                    ByteString.of("."),
                    directory.directory().status()));
      }
      return Optional.empty();
    }
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    root.close();
  }
}
