package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;

/**
 * unlink, rmdir, rename, link and their relatives: refuses other users than root what the
 * directory's mode and its sticky bit refuse them, inode(7). Root's calls go on at once.
 */
final class EntryHandler {
  private final FileInspector inspector;
  private final PathSearch search;
  private final Creation creation;
  private final NativeBuffer oldName = NativeBuffer.allocate(TargetPath.NAME_MAX + 1);

  EntryHandler(Creation creation, PathSearch search) {
    this.creation = creation;
    this.inspector = creation.inspector();
    this.search = search;
  }

  /** Calls that remove the name at that path. */
  long remove(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    if (who.user().fileSystem() == 0) {
      return removeAsRoot(call, directory, call.argument(pathArgument), flags);
    }
    return removal(call, who, directory, call.argument(pathArgument));
  }

  /** Root needs no permission, but where it is not the kernel's root, may need help. */
  private long removeAsRoot(NotifiedCall call, int directory, long path, int flags) {
    int parent = closedParent(call, directory, path);
    if (parent < 0) {
      return Handler.CONTINUE;
    }
    long result = creation.calls().call(SyscallNumber.UNLINKAT, parent, call.files().name(), flags);
    call.files().close(parent);
    return result;
  }

  /** The directory of a name, if its mode keeps root out; else a negated errno. */
  private int closedParent(NotifiedCall call, int directory, long path) {
    if (!creation.calls().hasPlainRoot()) {
      return -Errno.EAGAIN;
    }
    int parent = call.files().openParent(call.thread(), directory, path);
    if (parent < 0) {
      return parent;
    }
    if (isClosed(parent)) {
      return parent;
    }
    call.files().close(parent);
    return -Errno.EAGAIN;
  }

  /** Calls that move one name to another. */
  long rename(NotifiedCall call, int from, int fromArgument, int to, int toArgument, int flags) {
    Credentials who = call.credentials();
    if (who.user().fileSystem() == 0) {
      return creation.calls().hasPlainRoot()
          ? renameAsRoot(
              call, from, call.argument(fromArgument), to, call.argument(toArgument), flags)
          : Handler.CONTINUE;
    }
    long result = removal(call, who, from, call.argument(fromArgument));
    return result == Handler.CONTINUE ? removal(call, who, to, call.argument(toArgument)) : result;
  }

  private long renameAsRoot(
      NotifiedCall call, int from, long oldPath, int to, long newPath, int flags) {
    int oldParent = call.files().openParent(call.thread(), from, oldPath);
    if (oldParent < 0) {
      return Handler.CONTINUE;
    }
    boolean directory = call.files().nameIsDirectory();
    boolean closed = isClosed(oldParent);
    call.files().copyName(oldName);
    int newParent = call.files().openParent(call.thread(), to, newPath);
    long result = Handler.CONTINUE;
    if (newParent >= 0 && !directory && !call.files().nameIsDirectory()) {
      if (closed || isClosed(newParent)) {
        result = move(call, oldParent, newParent, flags);
      }
    }
    call.files().close(oldParent);
    if (newParent >= 0) {
      call.files().close(newParent);
    }
    return result;
  }

  private boolean isClosed(int directory) {
    inspector.lookAt(directory);
    return creation.calls().isClosedToRoot(inspector.mode());
  }

  private long move(NotifiedCall call, int oldParent, int newParent, int flags) {
    return creation
        .calls()
        .call(
            SyscallNumber.RENAMEAT2,
            oldParent,
            oldName.address(),
            newParent,
            call.files().name(),
            flags);
  }

  /** Calls that add a name for a file. */
  long link(NotifiedCall call, int directory, int pathArgument) {
    Credentials who = call.credentials();
    if (who.user().fileSystem() == 0) {
      return Handler.CONTINUE;
    }
    int parent = call.files().openParent(call.thread(), directory, call.argument(pathArgument));
    if (parent < 0) {
      return Handler.CONTINUE;
    }
    boolean allowed = search.allows(who, parent) && mayWrite(who, parent);
    call.files().close(parent);
    return allowed ? Handler.CONTINUE : -Errno.EACCES;
  }

  private long removal(NotifiedCall call, Credentials who, int directory, long path) {
    int parent = call.files().openParent(call.thread(), directory, path);
    if (parent < 0) {
      return Handler.CONTINUE;
    }
    long result = Handler.CONTINUE;
    if (!search.allows(who, parent) || !mayWrite(who, parent)) {
      result = -Errno.EACCES;
    } else if ((inspector.mode() & KernelConstants.S_ISVTX) != 0
        && inspector.uid() != who.user().fileSystem()
        && !owns(call, who, parent)) {
      result = -Errno.EPERM;
    }
    call.files().close(parent);
    return result;
  }

  private boolean mayWrite(Credentials who, int directory) {
    inspector.lookAt(directory);
    inspector.findOwner(directory);
    return inspector.allows(who, AccessRules.WRITE);
  }

  /** Whether the user owns the entry; one that is not there is nobody's, and nothing is lost. */
  private boolean owns(NotifiedCall call, Credentials who, int parent) {
    int entry = creation.openCreated(call, parent);
    if (entry < 0) {
      return true;
    }
    inspector.lookAt(entry);
    inspector.findOwner(entry);
    call.files().close(entry);
    return inspector.uid() == who.user().fileSystem();
  }
}
