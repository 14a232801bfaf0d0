package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Remembers which credentials a process has by a number that rides on the process itself.
 *
 * <p>The number is the soft limit RLIMIT_LOCKS, which no kernel since 2.6 looks at (getrlimit(2)).
 * fork and execve carry it along without anybody tracking processes, and prlimit(2) reads and sets
 * it from outside. A limit that names no set, infinity first of all, means root. Safe for several
 * threads.
 */
public final class CredentialTable {
  private static final int SIZE_OF_RLIMIT = 16;

  private final List<Credentials> byNumber = new CopyOnWriteArrayList<>();
  private final Map<Credentials, Integer> numbers = new ConcurrentHashMap<>();

  /** A table that knows root as number 0. */
  public CredentialTable() {
    numberOf(Credentials.ROOT);
  }

  /** The number of a user with these groups, for the first process of a sandbox. */
  public int numberOf(int uid, int gid, List<Integer> supplementary) {
    return numberOf(Credentials.of(uid, gid, supplementary));
  }

  int numberOf(Credentials credentials) {
    Integer known = numbers.get(credentials);
    return known != null ? known : intern(credentials);
  }

  private synchronized int intern(Credentials credentials) {
    return numbers.computeIfAbsent(
        credentials,
        added -> {
          byNumber.add(added);
          return byNumber.size() - 1;
        });
  }

  /** One thread's access to the table, with memory of its own. */
  final class Access {
    private final Syscalls syscalls;
    private final NativeBuffer limits = NativeBuffer.allocate(2 * SIZE_OF_RLIMIT);

    Access(Syscalls syscalls) {
      this.syscalls = syscalls;
    }

    /** The credentials of a thread's process; root where the process is gone. */
    Credentials read(int thread) {
      long result =
          syscalls.call(
              SyscallNumber.PRLIMIT64,
              thread,
              KernelConstants.RLIMIT_LOCKS,
              0,
              limits.address() + SIZE_OF_RLIMIT);
      if (Syscalls.failed(result)) {
        return Credentials.ROOT;
      }
      long number = limits.getLong(SIZE_OF_RLIMIT);
      return number >= 0 && number < byNumber.size()
          ? byNumber.get((int) number)
          : Credentials.ROOT;
    }

    /** Gives the process of a thread other credentials; 0 or a negated errno. */
    long write(int thread, Credentials credentials) {
      limits.putLong(0, numberOf(credentials));
      limits.putLong(Long.BYTES, -1L);
      return syscalls.call(
          SyscallNumber.PRLIMIT64, thread, KernelConstants.RLIMIT_LOCKS, limits.address(), 0);
    }
  }
}
