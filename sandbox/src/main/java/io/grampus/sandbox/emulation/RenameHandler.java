package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;

/**
 * rename and its relatives: refuses other users than root what {@link EntryRights} does not give
 * them, unless the kernel finds something else wrong before: rename(2). Belongs to one thread.
 */
final class RenameHandler {
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;
  private static final int DEEPEST = 512;

  private final FileInspector inspector;
  private final RootCalls calls;
  private final EntryRights rights;
  private final NativeBuffer above = NativeBuffer.cString(new byte[] {'.', '.'});
  private final NativeBuffer oldName = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);
  private int flags;
  private final Side old = new Side();
  private final Side fresh = new Side();

  RenameHandler(RootCalls calls, FileInspector inspector, EntryRights rights) {
    this.calls = calls;
    this.inspector = inspector;
    this.rights = rights;
  }

  /** One of the two names of a call. */
  private static final class Side {
    private int parent;
    private int entry;
    private boolean slash;
    private boolean directory;
    private long device;
    private long inode;

    boolean exists() {
      return entry >= 0;
    }

    boolean isSameAs(Side other) {
      return inode == other.inode && device == other.device;
    }

    void close(TargetFiles files) {
      if (parent >= 0) {
        files.close(parent);
      }
      if (entry >= 0) {
        files.close(entry);
      }
    }
  }

  /** renameat2 with the arguments' places, and what its relatives mean by it. */
  long rename(
      NotifiedCall call, int from, int fromArgument, int to, int toArgument, int givenFlags) {
    Credentials who = call.credentials();
    boolean known = (givenFlags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) == 0;
    if (who.ownsAllFiles() && known && calls.needsHelp()) {
      return renameAsRoot(
          call, from, call.argument(fromArgument), to, call.argument(toArgument), givenFlags);
    }
    if (who.ownsAllFiles() || !known) {
      return Handler.CONTINUE;
    }
    flags = givenFlags;
    find(call, old, from, call.argument(fromArgument));
    if (old.parent < 0 && old.parent != -Errno.EAGAIN) {
      return Handler.withoutFile(old.parent);
    }
    find(call, fresh, to, call.argument(toArgument));
    long result = Handler.CONTINUE;
    if (fresh.parent < 0) {
      result = Handler.withoutFile(fresh.parent);
    } else if (old.exists() && !isWrongAnyway()) {
      result = refusal(who);
      result = result != 0 && call.files().isRemoved(fresh.parent) ? Handler.CONTINUE : result;
    }
    old.close(call.files());
    fresh.close(call.files());
    return result == 0 ? Handler.CONTINUE : result;
  }

  /** Root needs no permission, but where it is not the kernel's root, may need help. */
  private long renameAsRoot(
      NotifiedCall call, int from, long oldPath, int to, long newPath, int givenFlags) {
    TargetFiles files = call.files();
    int oldParent = files.openParent(call.thread(), from, oldPath);
    if (oldParent < 0) {
      return Handler.CONTINUE;
    }
    boolean closed = isClosed(oldParent);
    files.copyName(oldName);
    int newParent = files.openParent(call.thread(), to, newPath);
    long result = Handler.CONTINUE;
    if (newParent >= 0) {
      if (closed || isClosed(newParent)) {
        result =
            calls.call(
                SyscallNumber.RENAMEAT2,
                oldParent,
                oldName.address(),
                newParent,
                files.name(),
                givenFlags);
      }
      files.close(newParent);
    }
    files.close(oldParent);
    return result;
  }

  private boolean isClosed(int directory) {
    inspector.lookAt(directory);
    return calls.isClosedToRoot(inspector.mode());
  }

  private void find(NotifiedCall call, Side side, int directory, long path) {
    side.parent = call.files().openParent(call.thread(), directory, path);
    side.slash = call.files().nameIsDirectory();
    side.entry = side.parent < 0 ? side.parent : rights.open(call, side.parent);
    if (side.exists()) {
      inspector.lookAt(side.entry);
      side.directory = inspector.is(KernelConstants.S_IFDIR);
      side.device = inspector.device();
      side.inode = inspector.inode();
    }
  }

  /** What the kernel looks at before it looks at permissions. */
  private boolean isWrongAnyway() {
    boolean exchanges = (flags & RENAME_EXCHANGE) != 0;
    if (fresh.exists() ? flags == RENAME_NOREPLACE || old.isSameAs(fresh) : exchanges) {
      return true;
    }
    boolean slashBehindFile =
        (!old.directory && (old.slash || (fresh.slash && !exchanges)))
            || (exchanges && fresh.slash && !fresh.directory);
    return slashBehindFile
        || (old.directory && isAbove(old, fresh.parent))
        || (fresh.exists() && fresh.directory && isAbove(fresh, old.parent));
  }

  private boolean isAbove(Side directory, int place) {
    int current = place;
    boolean found = false;
    long lastInode = -1;
    for (int depth = 0; depth < DEEPEST && !found; depth++) {
      inspector.lookAt(current);
      found = inspector.inode() == directory.inode && inspector.device() == directory.device;
      if (found || inspector.inode() == lastInode) {
        break;
      }
      lastInode = inspector.inode();
      int next =
          (int)
              calls.call(
                  SyscallNumber.OPENAT,
                  current,
                  above.address(),
                  KernelConstants.O_PATH | KernelConstants.O_CLOEXEC);
      if (current != place) {
        calls.plain().call(SyscallNumber.CLOSE, current);
      }
      current = next;
    }
    if (current != place) {
      calls.plain().call(SyscallNumber.CLOSE, current);
    }
    return found;
  }

  private long refusal(Credentials who) {
    boolean exchanges = (flags & RENAME_EXCHANGE) != 0;
    long result = rights.removal(who, old.parent, old.entry);
    if (result == 0) {
      result =
          fresh.exists()
              ? rights.removal(who, fresh.parent, fresh.entry)
              : rights.addition(who, fresh.parent);
    }
    if (result != 0 || (fresh.exists() && !exchanges && old.directory != fresh.directory)) {
      return result;
    }
    return isSameFolder() ? 0 : rightToMove(who, exchanges);
  }

  /** A directory that moves gets another "..", which takes the right to write to it. */
  private long rightToMove(Credentials who, boolean exchanges) {
    long result = old.directory ? rights.writing(who, old.entry) : 0;
    return result == 0 && exchanges && fresh.directory ? rights.writing(who, fresh.entry) : result;
  }

  private boolean isSameFolder() {
    inspector.lookAt(old.parent);
    long inode = inspector.inode();
    long device = inspector.device();
    inspector.lookAt(fresh.parent);
    return inspector.inode() == inode && inspector.device() == device;
  }
}
