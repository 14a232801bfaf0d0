package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.sandbox.emulation.Credentials.UserIds;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of a process, asked for and changed by the rules of credentials(7), setuid(2),
 * setreuid(2), setresuid(2), setfsuid(2) and setgroups(2).
 */
final class IdentityHandler {
  private static final int KEEP = -1;
  private static final int NGROUPS_MAX = 65536;

  private IdentityHandler() {}

  /** Which of a process's two sets of ids a call is about. */
  enum Kind {
    USER,
    GROUP
  }

  static UserIds ids(NotifiedCall call, Kind kind) {
    return ids(call.credentials(), kind);
  }

  /** Whether the process may take any ids of a kind. */
  private static boolean maySet(Credentials credentials, Kind kind) {
    return credentials.has(
        switch (kind) {
          case USER -> Capabilities.SETUID;
          case GROUP -> Capabilities.SETGID;
        });
  }

  private static UserIds ids(Credentials credentials, Kind kind) {
    return switch (kind) {
      case USER -> credentials.user();
      case GROUP -> credentials.group();
    };
  }

  private static long store(NotifiedCall call, Credentials old, Kind kind, UserIds changed) {
    return call.setCredentials(
        switch (kind) {
          case USER -> old.withUser(changed);
          case GROUP -> old.withGroup(changed);
        });
  }

  /** getuid and friends return an unsigned number. */
  static long result(int id) {
    return Integer.toUnsignedLong(id);
  }

  /** getresuid(real, effective, saved) and getresgid: three addresses of 32-bit numbers. */
  static long getAll(NotifiedCall call, Kind kind) {
    UserIds ids = ids(call, kind);
    NativeBuffer out = call.scratch();
    int[] values = {ids.real(), ids.effective(), ids.saved()};
    for (int index = 0; index < values.length; index++) {
      out.putInt(0, values[index]);
      if (call.deliver(call.argument(index), Integer.BYTES) != 0) {
        return -Errno.EFAULT;
      }
    }
    return 0;
  }

  /** setuid(id) and setgid(id). */
  static long set(NotifiedCall call, Kind kind) {
    int id = call.intArgument(0);
    Credentials old = call.credentials();
    UserIds ids = ids(old, kind);
    if (id == KEEP) {
      return -Errno.EINVAL;
    }
    if (maySet(old, kind)) {
      return store(call, old, kind, UserIds.all(id));
    }
    if (id != ids.real() && id != ids.saved()) {
      return -Errno.EPERM;
    }
    return store(call, old, kind, new UserIds(ids.real(), id, ids.saved(), id));
  }

  /** setreuid(real, effective) and setregid. */
  static long setRealAndEffective(NotifiedCall call, Kind kind) {
    int real = call.intArgument(0);
    int effective = call.intArgument(1);
    Credentials old = call.credentials();
    UserIds ids = ids(old, kind);
    boolean realAllowed = real == KEEP || real == ids.real() || real == ids.effective();
    boolean effectiveAllowed = effective == KEEP || ids.has(effective);
    if (!maySet(old, kind) && !(realAllowed && effectiveAllowed)) {
      return -Errno.EPERM;
    }
    int newReal = real == KEEP ? ids.real() : real;
    int newEffective = effective == KEEP ? ids.effective() : effective;
    boolean savedFollows = real != KEEP || (effective != KEEP && effective != ids.real());
    int newSaved = savedFollows ? newEffective : ids.saved();
    return store(call, old, kind, new UserIds(newReal, newEffective, newSaved, newEffective));
  }

  /** setresuid(real, effective, saved) and setresgid. */
  static long setAll(NotifiedCall call, Kind kind) {
    int real = call.intArgument(0);
    int effective = call.intArgument(1);
    int saved = call.intArgument(2);
    Credentials old = call.credentials();
    UserIds ids = ids(old, kind);
    boolean allowed =
        (real == KEEP || ids.has(real))
            && (effective == KEEP || ids.has(effective))
            && (saved == KEEP || ids.has(saved));
    if (!maySet(old, kind) && !allowed) {
      return -Errno.EPERM;
    }
    int newReal = real == KEEP ? ids.real() : real;
    int newEffective = effective == KEEP ? ids.effective() : effective;
    int newSaved = saved == KEEP ? ids.saved() : saved;
    boolean fileSystemFollows = effective != KEEP && effective != ids.fileSystem();
    if (!fileSystemFollows && ids.hasAll(newReal, newEffective, newSaved)) {
      return 0; // the kernel does nothing then, not even to the file system id
    }
    return store(call, old, kind, new UserIds(newReal, newEffective, newSaved, newEffective));
  }

  /** setfsuid(id) and setfsgid: return the old id, whether or not it changed. */
  static long setFileSystem(NotifiedCall call, Kind kind) {
    int id = call.intArgument(0);
    Credentials old = call.credentials();
    UserIds ids = ids(old, kind);
    boolean allowed = maySet(old, kind) || ids.has(id) || id == ids.fileSystem();
    if (id != KEEP && allowed && id != ids.fileSystem()) {
      call.setCredentials(
          switch (kind) {
            case USER -> old.withFileSystemUser(id);
            case GROUP -> old.withFileSystemGroup(id);
          });
    }
    return result(ids.fileSystem());
  }

  /** getgroups(size, list). */
  static long getGroups(NotifiedCall call) {
    List<Integer> groups = call.credentials().supplementary();
    int size = call.intArgument(0);
    if (size < 0 || (size > 0 && size < groups.size())) {
      return -Errno.EINVAL;
    }
    if (size > 0 && !groups.isEmpty()) {
      for (int index = 0; index < groups.size(); index++) {
        call.scratch().putInt(index * Integer.BYTES, groups.get(index));
      }
      if (call.deliver(call.argument(1), groups.size() * Integer.BYTES) != 0) {
        return -Errno.EFAULT;
      }
    }
    return groups.size();
  }

  /** setgroups(size, list). */
  static long setGroups(NotifiedCall call) {
    Credentials old = call.credentials();
    if (!maySet(old, Kind.GROUP)) {
      return -Errno.EPERM;
    }
    int size = call.intArgument(0);
    if (size < 0 || size > NGROUPS_MAX) {
      return -Errno.EINVAL;
    }
    if (size > 0 && call.fetch(call.argument(1), size * Integer.BYTES) != 0) {
      return -Errno.EFAULT;
    }
    List<Integer> groups = new ArrayList<>(size);
    for (int index = 0; index < size; index++) {
      groups.add(call.scratch().getInt(index * Integer.BYTES));
    }
    if (groups.contains(KEEP)) {
      return -Errno.EINVAL;
    }
    return call.setCredentials(old.withSupplementary(groups));
  }
}
