package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;

/**
 * unlink, rmdir, rename, link and their relatives: refuses other users than root what the
 * directory's mode and its sticky bit refuse them, inode(7). Root's calls go on at once.
 */
final class EntryHandler {
  private final FileInspector inspector;
  private final PathSearch search;
  private final Creation creation;

  EntryHandler(Creation creation, PathSearch search) {
    this.creation = creation;
    this.inspector = creation.inspector();
    this.search = search;
  }

  /** Calls that remove the name at that path. */
  long remove(NotifiedCall call, int directory, int pathArgument) {
    Credentials who = call.credentials();
    if (who.overridesModes() && who.has(Capabilities.FOWNER)) {
      return Handler.CONTINUE;
    }
    return removal(call, who, directory, call.argument(pathArgument));
  }

  /** Calls that move one name to another. */
  long rename(NotifiedCall call, int from, int fromArgument, int to, int toArgument) {
    Credentials who = call.credentials();
    if (who.overridesModes() && who.has(Capabilities.FOWNER)) {
      return Handler.CONTINUE;
    }
    long result = removal(call, who, from, call.argument(fromArgument));
    return result == Handler.CONTINUE ? removal(call, who, to, call.argument(toArgument)) : result;
  }

  /** Calls that add a name for a file. */
  long link(NotifiedCall call, int directory, int pathArgument) {
    Credentials who = call.credentials();
    if (who.overridesModes() && who.has(Capabilities.FOWNER)) {
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
        && !who.owns(inspector.uid())
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
    return who.owns(inspector.uid());
  }
}
