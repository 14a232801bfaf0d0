package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;

/**
 * unlink, rmdir, link and their relatives: refuses other users than root what {@link EntryRights}
 * does not give them, unless the kernel finds something else wrong before. Root's calls go on at
 * once.
 */
final class EntryHandler {
  private final RootCalls calls;
  private final FileInspector inspector;
  private final EntryRights rights;

  EntryHandler(RootCalls calls, FileInspector inspector, EntryRights rights) {
    this.calls = calls;
    this.inspector = inspector;
    this.rights = rights;
  }

  /** Calls that remove the name at that path. */
  long remove(NotifiedCall call, int directory, int pathArgument, int flags) {
    Credentials who = call.credentials();
    if ((flags & ~KernelConstants.AT_REMOVEDIR) != 0) {
      return Handler.CONTINUE;
    }
    if (who.ownsAllFiles()) {
      return calls.needsHelp()
          ? removeAsRoot(call, directory, call.argument(pathArgument), flags)
          : Handler.CONTINUE;
    }
    TargetFiles files = call.files();
    int parent = files.openParent(call.thread(), directory, call.argument(pathArgument));
    if (parent < 0) {
      return Handler.withoutFile(parent);
    }
    long result = 0;
    int entry = rights.open(call, parent);
    if (entry >= 0) {
      boolean wrong = flags == 0 && files.nameIsDirectory();
      result = wrong ? 0 : rights.removal(who, parent, entry);
      files.close(entry);
    }
    files.close(parent);
    return result == 0 ? Handler.CONTINUE : result;
  }

  /** Root needs no permission, but where it is not the kernel's root, may need help. */
  private long removeAsRoot(NotifiedCall call, int directory, long path, int flags) {
    int parent = call.files().openParent(call.thread(), directory, path);
    if (parent < 0) {
      return Handler.CONTINUE;
    }
    inspector.lookAt(parent);
    boolean closed = calls.isClosedToRoot(inspector.mode());
    long result =
        closed
            ? calls.call(SyscallNumber.UNLINKAT, parent, call.files().name(), flags)
            : Handler.CONTINUE;
    call.files().close(parent);
    return result;
  }

  /** Calls that add a name for a file. */
  long link(NotifiedCall call, int from, int fromArgument, int to, int toArgument, int flags) {
    Credentials who = call.credentials();
    int known = KernelConstants.AT_SYMLINK_FOLLOW | KernelConstants.AT_EMPTY_PATH;
    if (who.ownsAllFiles() || (flags & ~known) != 0) {
      return Handler.CONTINUE;
    }
    TargetFiles files = call.files();
    boolean follow = (flags & KernelConstants.AT_SYMLINK_FOLLOW) != 0;
    int noFollow = follow ? 0 : KernelConstants.AT_SYMLINK_NOFOLLOW;
    int asked = (flags & KernelConstants.AT_EMPTY_PATH) | noFollow;
    int file = files.openAt(call.thread(), from, call.argument(fromArgument), asked);
    if (file < 0) {
      return Handler.withoutFile(file);
    }
    int parent = files.openParent(call.thread(), to, call.argument(toArgument));
    long result = parent < 0 ? Handler.withoutFile(parent) : refusal(call, who, file, parent);
    files.close(file);
    if (parent >= 0) {
      files.close(parent);
    }
    return result;
  }

  private long refusal(NotifiedCall call, Credentials who, int file, int parent) {
    if (call.files().nameExists() || call.files().nameIsDirectory()) {
      return Handler.CONTINUE;
    }
    long result = rights.linking(who, file);
    if (result == 0) {
      result = rights.addition(who, parent);
    }
    // that its folder was removed comes before what is wrong with the file
    return result == 0 || call.files().isRemoved(parent) ? Handler.CONTINUE : result;
  }
}
