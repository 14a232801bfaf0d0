package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds files below /proc for a process elsewhere: what is "self" is that process, and links to its
 * root and its program lead to those of the sandbox. Belongs to one thread.
 */
final class ProcFiles {
  private static final int ROOM = TargetPath.LONGEST + 1;
  private static final String SELF = "/proc/self";
  private static final String THREAD = "/proc/thread-self";
  private static final Set<String> LINKS_TO_OWN = Set.of(SELF, THREAD, "/proc/mounts", "/proc/net");

  /** Links to files, below the directory of a process or thread. */
  private static final Pattern LINK =
      Pattern.compile("(root|cwd|exe|fd/[0-9]+|ns/[a-z_]+|map_files/[0-9a-f-]+)(?=/|$)");

  private final RootCalls calls;
  private final RootView root;
  private final MountTable mounts;
  private final Locations locations;
  private final ProcText status;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer text = NativeBuffer.allocate(ROOM);
  private final NativeBuffer place = NativeBuffer.allocate(TargetPath.PATH_MAX);

  ProcFiles(RootCalls calls, RootView root, MountTable mounts) {
    this.calls = calls;
    this.root = root;
    this.mounts = mounts;
    this.locations = new Locations(calls);
    this.status = new ProcText(calls.plain());
  }

  /**
   * Opens a location below /proc.
   *
   * @return a descriptor or a negated errno; -EAGAIN where the path is another one now, that of the
   *     file which a link of proc(5) stands for
   */
  int open(int thread, TargetPath path, boolean follow) {
    String given = path.text();
    String own = !follow && LINKS_TO_OWN.contains(given) ? given : ownName(given, thread);
    String rest = behindProcess(own);
    if (!rest.isEmpty() && !isInside(processIn(own))) {
      return -Errno.ENOENT;
    }
    String link = linkIn(rest);
    String behind = rest.substring(link.length());
    if (link.isEmpty() || (behind.isEmpty() && !follow)) {
      put(own);
      int resolution = Locations.RESOLVE_NO_SYMLINKS;
      return locations.open(PathCalls.HERE, text.address(), resolution, follow);
    }
    return openLinked(path, own, link, behind);
  }

  /** Opens what a link leads to; what is behind it stands elsewhere. */
  private int openLinked(TargetPath path, String own, String link, String behind) {
    if (link.equals("root")) {
      return replace(path, behind.isEmpty() ? "/" : behind);
    }
    String program = link.equals("exe") ? root.programs().of(processIn(own)) : null;
    if (program != null) {
      return replace(path, program + behind);
    }
    put(own.substring(0, own.length() - behind.length()));
    if (behind.isEmpty()) {
      long flags = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
      return (int)
          calls.plain().call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, text.address(), flags);
    }
    int length = calls.readLink(text.address(), place);
    if (length <= 0 || place.getByte(0) != '/') {
      return length < 0 ? length : -Errno.ENOTDIR;
    }
    int inside = mounts.toInside(place, length);
    return inside <= 0 ? -Errno.ENOENT : replace(path, text(place.getBytes(0, inside)) + behind);
  }

  /** Takes ".." out of a path below /proc, but for those behind links to elsewhere. */
  void simplify(int thread, TargetPath path) {
    String[] given = path.text().split("/", -1);
    Deque<String> names = new ArrayDeque<>();
    int next = 0;
    while (next < given.length && !(given[next].equals("..") && leadsElsewhere(thread, names))) {
      String name = given[next++];
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty()) {
        names.addLast(name);
      }
    }
    names.addAll(Arrays.asList(given).subList(next, given.length));
    path.set(text, 0, put("/" + String.join("/", names)));
  }

  private boolean leadsElsewhere(int thread, Collection<String> names) {
    String own = ownName("/" + String.join("/", names), thread);
    return !linkIn(behindProcess(own)).isEmpty();
  }

  /** The link that leads a path behind the directory of a process elsewhere; empty without one. */
  private static String linkIn(String rest) {
    Matcher link = LINK.matcher(rest);
    return link.lookingAt() ? link.group(1) : "";
  }

  private int replace(TargetPath path, String other) {
    if (other.length() > TargetPath.LONGEST) {
      return -Errno.ENAMETOOLONG;
    }
    int length = put(other);
    path.set(text, 0, length);
    return -Errno.EAGAIN;
  }

  private int put(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(bytes.length, ROOM - 1);
    text.putBytes(0, bytes, 0, length);
    text.putByte(length, (byte) 0);
    return length;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What a link of proc(5) says where that is not what it says here; else empty. */
  String textOfLink(String path, int thread) {
    if (path.equals(SELF)) {
      return Integer.toString(process(thread));
    }
    if (path.equals(THREAD)) {
      return process(thread) + "/task/" + thread;
    }
    String own = ownName(path, thread);
    String rest = behindProcess(own);
    String program = rest.equals("exe") ? root.programs().of(processIn(own)) : null;
    return program != null ? program : rest.equals("root") ? "/" : "";
  }

  /** The path with the numbers of the process in it. */
  String ownName(String path, int thread) {
    if (path.equals(SELF) || path.startsWith(SELF + "/")) {
      return "/proc/" + process(thread) + path.substring(SELF.length());
    }
    if (path.equals(THREAD) || path.startsWith(THREAD + "/")) {
      String rest = path.substring(THREAD.length());
      return "/proc/" + process(thread) + "/task/" + thread + rest;
    }
    for (String link : new String[] {"mounts", "net"}) {
      String name = "/proc/" + link;
      if (path.equals(name) || path.startsWith(name + "/")) {
        return "/proc/" + process(thread) + "/" + path.substring("/proc/".length());
      }
    }
    return path;
  }

  /** The process that a thread belongs to. */
  int process(int thread) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(thread, "status"))
        ? (int) status.first("Tgid:", 10, thread)
        : thread;
  }

  private boolean isInside(int process) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(process, "status"))
        && status.first("TracerPid:", 10, 0) == root.tracer();
  }

  private static int processIn(String path) {
    String[] names = path.split("/", 4);
    return names.length > 2 && names[2].matches("[0-9]{1,9}") ? Integer.parseInt(names[2]) : -1;
  }

  /** What follows the directory of a process or thread; empty elsewhere. */
  private static String behindProcess(String path) {
    String[] names = path.split("/", -1);
    if (processIn(path) < 0) {
      return "";
    }
    boolean ofThread = names.length > 5 && names[3].equals("task");
    return Arrays.stream(names).skip(ofThread ? 5 : 3).collect(Collectors.joining("/"));
  }
}
