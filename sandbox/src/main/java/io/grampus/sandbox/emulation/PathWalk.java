package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.ProcessMemory;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a path name by name, as path_resolution(7) tells, for users whom a directory on the way
 * may refuse: those that symbolic links and ".." lead through are asked, too, and the first thing
 * that is wrong is the answer. Belongs to one thread; what was found last can be asked for until
 * the next walk.
 */
final class PathWalk {
  private static final int ROOM = 17 * TargetPath.PATH_MAX;
  private static final int NAME_MAX = 255;
  private static final int MOST_LINKS = 40;
  private static final byte[] PROC = {'/', 'p', 'r', 'o', 'c'};
  private static final long PROC_SUPER_MAGIC = 0x9fa0;
  private static final int SIZE_OF_STATFS = 120;

  /** PROC_ROOT_INO of the kernel. */
  private static final long INODE_OF_PROC = 1;

  /** What is done with a symbolic link at the end. */
  enum Goal {
    /** It is followed. */
    FILE,
    /** It is followed only where a slash comes behind it. */
    LINK,
    /** It is followed unless a slash comes behind it, which no new file can have. */
    NEW_FILE,
    /** It is what is looked for, whatever comes behind it. */
    ENTRY
  }

  private final RootCalls calls;
  private final ProcessMemory memory;
  private final FileInspector inspector;
  private final RootView root;
  private final @Nullable MountTable mounts;
  private final long noFollow;
  private final NativeBuffer text = NativeBuffer.allocate(ROOM + 1);
  private final NativeBuffer link = NativeBuffer.allocate(TargetPath.PATH_MAX);
  private final NativeBuffer name = NativeBuffer.allocate(NAME_MAX + 1);
  private final NativeBuffer fileSystem = NativeBuffer.allocate(SIZE_OF_STATFS);
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private final NativeBuffer dot = NativeBuffer.cString(new byte[] {'.'});
  private final NativeBuffer above = NativeBuffer.cString(new byte[] {'.', '.'});

  private final DescriptorPrefix prefix = new DescriptorPrefix();
  private final ProcessLink ofProcess = new ProcessLink();
  private final ProcPath proc = new ProcPath();

  /** Where what is left of the path begins and ends. */
  private int next;

  private int end;
  private int thread;
  private int folder;
  private int entry;
  private int links;
  private boolean named;
  private boolean slash;
  private boolean atProc;
  private boolean crossed;

  PathWalk(
      RootCalls calls,
      ProcessMemory memory,
      FileInspector inspector,
      RootView root,
      long noFollow) {
    this.calls = calls;
    this.memory = memory;
    this.inspector = inspector;
    this.root = root;
    this.mounts = root.mounts();
    this.noFollow = noFollow;
  }

  /** Takes the path from the process; 0 or a negated errno. */
  int read(int thread, long address) {
    this.thread = thread;
    next = ROOM - TargetPath.PATH_MAX;
    int length = memory.readString(thread, address, text, next, TargetPath.PATH_MAX);
    end = next + Math.max(length, 0);
    return length == 0 ? -Errno.ENOENT : Math.min(length, 0);
  }

  /** Takes a path that was read already. */
  void take(TargetPath path) {
    next = ROOM - TargetPath.LONGEST;
    path.copyTo(text, next);
    end = next + path.length();
  }

  /**
   * Where a walk ended because it came to /proc: makes the path there the one in hand.
   *
   * @return 0 or a negated errno, -EAGAIN where the walk ended elsewhere
   */
  int leaveToProc(TargetPath path) {
    if (!atProc) {
      return -Errno.EAGAIN;
    }
    int start = next - PROC.length - 1;
    if (start < 0 || end - start > TargetPath.LONGEST) {
      return -Errno.ENAMETOOLONG;
    }
    text.putBytes(start, PROC, 0, PROC.length);
    text.putByte(next - 1, (byte) '/');
    next = start;
    path.set(text, next, end - next);
    return 0;
  }

  /** Takes the machine's name of the root off; false where the path leads elsewhere. */
  boolean enterRoot(byte[] prefix) {
    int rest = next + prefix.length;
    if (rest > end || (rest < end && text.getByte(rest) != '/')) {
      return false;
    }
    for (int index = 0; index < prefix.length; index++) {
      if (text.getByte(next + index) != prefix[index]) {
        return false;
      }
    }
    text.putByte(end, (byte) '/'); // so that the root itself is a path, too
    end = rest == end ? end + 1 : end;
    next = rest;
    return true;
  }

  /** Makes a path below a descriptor relative to it; the descriptor, or -1 where it is no such. */
  int takeFolder() {
    if (!prefix.isOf(text, next, end)) {
      return -1;
    }
    next = prefix.rest();
    return prefix.descriptor();
  }

  boolean isAbsolute() {
    return text.getByte(next) == '/';
  }

  /**
   * Walks to the end of the path.
   *
   * @param rootFd the root of the process, which stays open
   * @param start the directory to start from, which is closed unless it is {@link #folder}
   * @return 0, after which {@link #folder} and {@link #entry} are the caller's to close; or a
   *     negated errno, -EAGAIN where the path leads through proc(5)
   */
  int find(Credentials who, int rootFd, int start, Goal goal) {
    links = 0;
    atProc = false;
    folder = start;
    entry = -Errno.ENOENT;
    while (true) {
      int step = step(who, rootFd, goal);
      if (step < 0) {
        close(folder);
        return step;
      }
      if (step == 0) {
        return 0;
      }
    }
  }

  /** Takes one name off the path: 1 where more are left, 0 at the end, or a negated errno. */
  private int step(Credentials who, int rootFd, Goal goal) {
    skipSlashes();
    named = false;
    slash = false;
    if (next == end) {
      return 0;
    }
    int refusal = refusal(who);
    if (refusal != 0) {
      return refusal == -Errno.EAGAIN ? leaveProc(who, goal) : refusal;
    }
    int length = takeName();
    if (length > NAME_MAX) {
      return -Errno.ENAMETOOLONG;
    }
    boolean last = isLast();
    if (isDots(length)) {
      int moved = length == 2 ? goUp(rootFd) : 0;
      return moved < 0 || last ? moved : 1;
    }
    named = last;
    return enter(rootFd, goal, last);
  }

  private int enter(int rootFd, Goal goal, boolean last) {
    int child = crossed(open(folder, name.address()));
    if (child >= 0) {
      inspector.lookAt(child);
      boolean followed = !last || follows(goal);
      if (inspector.is(KernelConstants.S_IFLNK) && followed) {
        return follow(rootFd, child);
      }
    }
    if (last) {
      entry = child;
      return 0;
    }
    return child < 0 ? child : moveTo(child);
  }

  /** What is mounted over a file in the place of it. */
  private int crossed(int child) {
    crossed = false;
    if (child < 0 || mounts == null) {
      return child;
    }
    inspector.lookAt(child);
    Mounted mount = mounts.over(inspector.device(), inspector.inode());
    if (mount == null) {
      return child;
    }
    close(child);
    crossed = true;
    return MountedFiles.copy(calls.plain(), mount.fd());
  }

  private boolean follows(Goal goal) {
    return switch (goal) {
      case FILE -> true;
      case LINK -> slash;
      case NEW_FILE -> !slash;
      case ENTRY -> false;
    };
  }

  private int moveTo(int directory) {
    close(folder);
    folder = directory;
    return 1;
  }

  /** Why the directory in hand may not be searched. */
  private int refusal(Credentials who) {
    inspector.lookAt(folder);
    if (!inspector.is(KernelConstants.S_IFDIR)) {
      return -Errno.ENOTDIR;
    }
    if (inspector.device() != root.device() && isProc()) {
      Mounted top = mounts == null ? null : mounts.topAt(inspector.device(), inspector.inode());
      atProc = top != null && top.isProc();
      return -Errno.EAGAIN;
    }
    if (!inspector.allowsEverybody(AccessRules.SEARCH)) {
      inspector.findOwner(folder);
      return inspector.allows(who, AccessRules.SEARCH) ? 0 : -Errno.EACCES;
    }
    return 0;
  }

  /**
   * Goes where {@code cwd} or {@code root} of the process itself leads from /proc; 1 then, or a
   * negated errno: others' are closed to users other than root, and of all else in /proc the kernel
   * knows more.
   */
  private int leaveProc(Credentials who, Goal goal) {
    boolean told =
        mounts == null && inspector.inode() == INODE_OF_PROC && ofProcess.parse(text, next, end);
    boolean last = told && ofProcess.isLast();
    if (!told || (last && !(goal == Goal.FILE || (goal == Goal.LINK && ofProcess.hasSlash())))) {
      return -Errno.EAGAIN;
    }
    if (!ofProcess.isOwn()) {
      return who.ownsAllFiles() ? -Errno.EAGAIN : -Errno.EACCES;
    }
    long place = proc.of(thread, ofProcess.name());
    long location = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
    int opened =
        (int) calls.plain().call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, place, location);
    next = ofProcess.rest();
    return opened < 0 ? opened : moveTo(opened);
  }

  private boolean isProc() {
    long result = calls.plain().call(SyscallNumber.FSTATFS, folder, fileSystem.address());
    return !Syscalls.failed(result) && fileSystem.getLong(0) == PROC_SUPER_MAGIC;
  }

  private int goUp(int rootFd) {
    long device = inspector.device();
    long inode = inspector.inode();
    inspector.lookAt(rootFd);
    if (inspector.device() == device && inspector.inode() == inode) {
      return 0;
    }
    int parent = above(device, inode);
    return parent < 0 ? parent : moveTo(parent) - 1;
  }

  private int above(long device, long inode) {
    Mounted mount = mounts == null ? null : mounts.topAt(device, inode);
    if (mount == null) {
      return open(folder, above.address());
    }
    return mount.above() < 0 ? mount.above() : MountedFiles.copy(calls.plain(), mount.above());
  }

  /** Puts what a link says before what is left of the path. */
  private int follow(int rootFd, int child) {
    int length = calls.readLink(child, empty.address(), link);
    close(child);
    if (++links > MOST_LINKS) {
      return -Errno.ELOOP;
    }
    if (length <= 0 || length > next) {
      return length < 0 ? length : -Errno.ENAMETOOLONG;
    }
    next -= length;
    for (int index = 0; index < length; index++) {
      text.putByte(next + index, link.getByte(index));
    }
    if (!isAbsolute()) {
      return 1;
    }
    int top = open(rootFd, dot.address());
    return top < 0 ? top : moveTo(top);
  }

  private void skipSlashes() {
    while (next < end && text.getByte(next) == '/') {
      next++;
    }
  }

  /** Copies the next name, as far as it is a valid one; its length. */
  private int takeName() {
    int length = 0;
    while (next < end && text.getByte(next) != '/') {
      if (length < NAME_MAX) {
        name.putByte(length, text.getByte(next));
      }
      length++;
      next++;
    }
    name.putByte(Math.min(length, NAME_MAX), (byte) 0);
    slash = next < end;
    return length;
  }

  private boolean isLast() {
    int position = next;
    while (position < end && text.getByte(position) == '/') {
      position++;
    }
    return position == end;
  }

  private boolean isDots(int length) {
    return name.getByte(0) == '.' && (length == 1 || (length == 2 && name.getByte(1) == '.'));
  }

  /** What the path means, where a slash at its end asks for a directory; the caller closes it. */
  int takeFile() {
    if (!named) {
      return folder;
    }
    close(folder);
    if (entry < 0 || !slash) {
      return entry;
    }
    inspector.lookAt(entry);
    if (inspector.is(KernelConstants.S_IFDIR)) {
      return entry;
    }
    close(entry);
    return -Errno.ENOTDIR;
  }

  private int open(int directory, long path) {
    return (int)
        calls.call(
            SyscallNumber.OPENAT,
            directory,
            path,
            KernelConstants.O_PATH | KernelConstants.O_CLOEXEC | noFollow);
  }

  /** The directory that the last name stands in; what the path means where there is no name. */
  int folder() {
    return folder;
  }

  /** What has the last name; a negated errno where nothing has. */
  int entry() {
    return entry;
  }

  /** Whether the path ends in a name, neither a dot nor two nor nothing. */
  boolean isNamed() {
    return named;
  }

  /** Whether something is mounted under the last name. */
  boolean crossedLast() {
    return named && crossed;
  }

  /** Whether a slash follows that name. */
  boolean nameIsDirectory() {
    return slash;
  }

  /** Address of that name. */
  long nameAddress() {
    return name.address();
  }

  /** Copies that name. */
  void copyName(NativeBuffer destination) {
    int length = name.indexOfNul(0, NAME_MAX + 1);
    destination.putBytes(0, name.getBytes(0, length + 1), 0, length + 1);
  }

  private void close(int fd) {
    calls.plain().call(SyscallNumber.CLOSE, fd);
  }
}
