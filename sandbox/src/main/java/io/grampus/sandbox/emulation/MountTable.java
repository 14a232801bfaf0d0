package io.grampus.sandbox.emulation;

import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.Mounted.FileId;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands over the root directory of a sandbox that has no mounts of the kernel's: files and
 * directories of the machine, by the paths inside. Immutable; safe for several threads.
 */
final class MountTable implements Closeable {
  private final Syscalls syscalls;
  private final Locations locations;
  private final StatLayout layout;
  private final byte[] root;
  private final int rootFd;
  private final List<Mounted> mounts = new ArrayList<>();

  private MountTable(Syscalls syscalls, byte[] root, int rootFd) {
    this.syscalls = syscalls;
    this.locations = new Locations(syscalls);
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.root = root.clone();
    this.rootFd = rootFd;
  }

  /**
   * Opens what is mounted; what does not exist is left out.
   *
   * @param rootFd the root directory, which stays the caller's
   */
  static MountTable open(
      Syscalls syscalls, Path root, int rootFd, List<SandboxView.Binding> bindings)
      throws ErrnoException {
    MountTable table = new MountTable(syscalls, bytes(root.toString()), rootFd);
    for (SandboxView.Binding binding : bindings) {
      table.add(binding);
    }
    return table;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void add(SandboxView.Binding binding) {
    byte[] target = bytes(binding.target());
    NativeBuffer source = NativeBuffer.cString(bytes(binding.source().toString()));
    long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
    long fd =
        syscalls.call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, source.address(), flags, 0);
    FileId file = Syscalls.failed(fd) ? null : id(fd, "");
    if (file != null) {
      byte[] place = bytes(binding.source().toString());
      mounts.add(new Mounted(target, place, (int) fd, openAbove(target), file, point(target)));
    }
  }

  private int openAbove(byte[] target) {
    String text = new String(target, StandardCharsets.UTF_8);
    byte[] above = bytes(text.substring(0, text.lastIndexOf('/')));
    Mounted holder = holding(target);
    int start = holder == null ? 0 : holder.target().length;
    String rest = "." + new String(above, start, above.length - start, StandardCharsets.UTF_8);
    NativeBuffer path = NativeBuffer.cString(bytes(rest));
    int directory = holder == null ? rootFd : holder.fd();
    return locations.open(directory, path.address(), Locations.RESOLVE_IN_ROOT, true);
  }

  private @Nullable FileId point(byte[] target) {
    Mounted holder = holding(target);
    int start = holder == null ? 0 : holder.target().length;
    String rest = new String(target, start, target.length - start, StandardCharsets.UTF_8);
    return id(holder == null ? rootFd : holder.fd(), rest.substring(1));
  }

  private @Nullable FileId id(long directory, String path) {
    NativeBuffer name = NativeBuffer.cString(bytes(path));
    NativeBuffer status = NativeBuffer.allocate(layout.size());
    long flags = KernelConstants.AT_EMPTY_PATH | KernelConstants.AT_SYMLINK_NOFOLLOW;
    long result =
        syscalls.call(SyscallNumber.NEWFSTATAT, directory, name.address(), status.address(), flags);
    return Syscalls.failed(result)
        ? null
        : new FileId(status.getLong(StatLayout.FILE_DEVICE), status.getLong(StatLayout.INODE));
  }

  private @Nullable Mounted holding(byte[] target) {
    Mounted longest = null;
    for (Mounted mount : mounts) {
      int length = mount.target().length;
      boolean below =
          target.length > length
              && target[length] == '/'
              && Arrays.equals(target, 0, length, mount.target(), 0, length);
      if (below && (longest == null || length >= longest.target().length)) {
        longest = mount;
      }
    }
    return longest;
  }

  /** The mount that a path without links and dots leads to; null where it is the root's own. */
  @Nullable Mounted of(TargetPath path) {
    Mounted longest = null;
    for (int index = 0; index < mounts.size(); index++) {
      Mounted mount = mounts.get(index);
      boolean longer = longest == null || mount.target().length >= longest.target().length;
      if (longer && path.isAtOrBelow(mount.target())) {
        longest = mount;
      }
    }
    return longest;
  }

  /** The mount that hides a file; null where none does. */
  @Nullable Mounted over(long device, long inode) {
    Mounted last = null;
    for (int index = 0; index < mounts.size(); index++) {
      FileId point = mounts.get(index).point();
      if (point != null && point.inode() == inode && point.device() == device) {
        last = mounts.get(index);
      }
    }
    return last;
  }

  /** The mount whose top a file is; null where it is none's. */
  @Nullable Mounted topAt(long device, long inode) {
    for (int index = 0; index < mounts.size(); index++) {
      FileId file = mounts.get(index).file();
      if (file.inode() == inode && file.device() == device) {
        return mounts.get(index);
      }
    }
    return null;
  }

  /** Whether anything is mounted under that name, wherever. */
  boolean hasName(NativeBuffer name) {
    for (int index = 0; index < mounts.size(); index++) {
      if (mounts.get(index).isNamed(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts the path inside in the place of a path of the machine.
   *
   * @param text not NUL-terminated, with room for TargetPath.PATH_MAX bytes
   * @return its length; -1 where it leads elsewhere, so that the text stays as it is
   */
  int toInside(NativeBuffer text, int length) {
    Mounted mount = holding(text, length);
    if (mount != null) {
      return replace(text, length, mount.source().length, mount.target());
    }
    return startsWith(text, length, root) ? replace(text, length, root.length, new byte[0]) : -1;
  }

  /** The mount that a path of the machine leads to; null for the root directory's own. */
  @Nullable Mounted holding(NativeBuffer text, int length) {
    int longest = startsWith(text, length, root) ? root.length : 0;
    Mounted found = null;
    for (int index = 0; index < mounts.size(); index++) {
      Mounted mount = mounts.get(index);
      if (mount.source().length >= longest && startsWith(text, length, mount.source())) {
        longest = mount.source().length;
        found = mount;
      }
    }
    return found;
  }

  private static int replace(NativeBuffer text, int length, int from, byte[] replacement) {
    int rest = length - from;
    int changed = replacement.length + rest;
    if (changed >= TargetPath.PATH_MAX) {
      return -1;
    }
    byte[] tail = text.getBytes(from, rest);
    text.putBytes(0, replacement, 0, replacement.length);
    text.putBytes(replacement.length, tail, 0, rest);
    if (changed == 0) {
      text.putByte(0, (byte) '/');
      return 1;
    }
    return changed;
  }

  private static boolean startsWith(NativeBuffer text, int length, byte[] prefix) {
    if (length < prefix.length || (length > prefix.length && text.getByte(prefix.length) != '/')) {
      return false;
    }
    for (int index = 0; index < prefix.length; index++) {
      if (text.getByte(index) != prefix[index]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    for (Mounted mount : mounts) {
      syscalls.call(SyscallNumber.CLOSE, mount.fd());
      if (mount.above() >= 0) {
        syscalls.call(SyscallNumber.CLOSE, mount.above());
      }
    }
  }
}
