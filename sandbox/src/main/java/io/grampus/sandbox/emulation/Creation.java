package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.AccessList;
import io.grampus.sandbox.emulation.PathWalk.Goal;
import org.jspecify.annotations.Nullable;

/**
 * What all calls that create a file have in common: whether the emulation must create it in the
 * process's stead because its owner is not root, in which directory, and with which owner.
 *
 * <p>A new file has the file system ids of its creator, and the group of its directory where that
 * has the setgid bit: inode(7). Belongs to one thread.
 */
final class Creation {
  private static final int PERMISSIONS = 0777;

  private final RootCalls calls;
  private final OwnerNotes owners;
  private final FileInspector inspector;
  private final TargetUmask umask;
  private final KeptAttributes kept;
  private @Nullable AccessList defaults;
  private int uid;
  private int gid;
  private boolean free;
  private boolean stripsSetGid;
  private boolean writable;
  private boolean closed;

  Creation(
      RootCalls calls,
      OwnerNotes owners,
      FileInspector inspector,
      TargetUmask umask,
      KeptAttributes kept) {
    this.calls = calls;
    this.owners = owners;
    this.inspector = inspector;
    this.umask = umask;
    this.kept = kept;
  }

  RootCalls calls() {
    return calls;
  }

  OwnerNotes owners() {
    return owners;
  }

  FileInspector inspector() {
    return inspector;
  }

  /**
   * Opens the directory in which a call is to create a name.
   *
   * @param goal Goal.ENTRY, or Goal.NEW_FILE to create the file that a symbolic link names
   * @param always whether the emulation takes part even where root creates a file of its own
   * @return the directory, which the caller closes; or a negated errno, -EAGAIN where the kernel
   *     can do all
   */
  int begin(NotifiedCall call, int directory, long path, Goal goal, boolean always) {
    calls.forgetRefusals();
    int parent = call.files().openParent(call.thread(), directory, path, goal);
    return enter(call, parent, call.credentials(), always);
  }

  /** As {@link #begin}, with a directory that was opened already and is closed on failure. */
  int enter(NotifiedCall call, int parent, Credentials who, boolean always) {
    if (parent < 0) {
      // of all else the kernel finds the same and knows the better error
      return parent == -Errno.EACCES ? parent : -Errno.EAGAIN;
    }
    inspector.lookAt(parent);
    uid = who.user().fileSystem();
    gid = who.group().fileSystem();
    boolean inherits = (inspector.mode() & KernelConstants.S_ISGID) != 0;
    free = who.overridesModes();
    if (inherits || !free) {
      inspector.findOwner(parent);
    }
    if (inherits) {
      gid = inspector.gid();
    }
    writable = free || inspector.allows(who, AccessRules.WRITE | AccessRules.SEARCH);
    stripsSetGid = inherits && !free && !who.inGroup(gid);
    defaults = kept.defaultList(parent);
    closed = calls.isClosedToRoot(inspector.mode()) || (calls.hasPlainRoot() && calls.wasRefused());
    if (isForRoot() && !always && !closed) {
      call.files().close(parent);
      return -Errno.EAGAIN;
    }
    return parent;
  }

  /**
   * 0 where the creator may create the name in the directory entered, else a negated errno. That
   * the name exists already comes first.
   */
  long permission(NotifiedCall call, int parent) {
    if (writable) {
      return 0;
    }
    if (call.files().nameExists()) {
      return -Errno.EEXIST;
    }
    return call.files().isRemoved(parent) ? -Errno.ENOENT : -Errno.EACCES;
  }

  /**
   * The mode that a file other than a directory gets, before the umask: only members of the
   * directory's group make programs that act for the group.
   */
  int modeOfFile(int asked) {
    int program = KernelConstants.S_ISGID | KernelConstants.S_IXGRP;
    return stripsSetGid && (asked & program) == program ? asked & ~KernelConstants.S_ISGID : asked;
  }

  /** Whether what is created in the directory entered is root's, as what the kernel creates. */
  private boolean isForRoot() {
    return uid == 0 && gid == 0 && free && defaults == null && !calls.makesAll();
  }

  /**
   * Whether modes keep the sandbox's root, without rights of its own, from the directory entered.
   */
  boolean isClosed() {
    return closed;
  }

  /** Whether the kernel creates in the directory entered what this creator wants. */
  boolean isForKernel() {
    return isForRoot() && !closed;
  }

  /** Whether the creator may create names in the directory entered. */
  boolean isWritable() {
    return writable;
  }

  int uid() {
    return uid;
  }

  int gid() {
    return gid;
  }

  /**
   * Makes the process's umask count in what is created next; or, where the directory has one, the
   * default list in its stead: acl(5), "OBJECT CREATION AND DEFAULT ACLs".
   */
  void adoptUmask(NotifiedCall call, int mode) {
    if (defaults == null) {
      umask.adopt(call.thread(), mode);
    } else {
      umask.set(PERMISSIONS & ~defaults.permissions(), mode);
    }
  }

  /** As {@link #adoptUmask} for a socket, whose mode the umask lessens beside a default list. */
  void adoptUmaskForSocket(NotifiedCall call) {
    int unlisted = defaults == null ? 0 : PERMISSIONS & ~defaults.permissions();
    umask.set(umask.of(call.thread()) | unlisted, PERMISSIONS);
  }

  /** Opens what was just created, as a mere location. */
  int openCreated(NotifiedCall call, int parent) {
    long noFollow = call.files().noFollow();
    return (int)
        calls.call(
            SyscallNumber.OPENAT,
            parent,
            call.files().name(),
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | noFollow);
  }

  /** Notes the owner of what was just created; 0 or a negated errno. */
  long record(int created) {
    inspector.lookAt(created);
    umask.correct(created, inspector.mode());
    long result = owners.record(created, inspector.mode(), uid, gid);
    return result == 0 && defaults != null
        ? kept.inherit(created, inspector.mode(), defaults)
        : result;
  }
}
