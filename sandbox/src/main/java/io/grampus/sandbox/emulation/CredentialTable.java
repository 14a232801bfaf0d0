package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which credentials a process has by a number that rides on the process itself.
 *
 * <p>The number is the soft limit RLIMIT_LOCKS, which no kernel since 2.6 looks at (getrlimit(2)).
 * fork and execve carry it along without anybody tracking processes, and prlimit(2) reads and sets
 * it from outside. A limit that names no set, infinity first of all, means root. Safe for several
 * threads.
 *
 * <p>Nobody hears whether an execve(2) that changes the credentials succeeds. Until the process is
 * heard of again the limit holds both numbers, and a mark of the address space: if that is still
 * the same, the call has failed, or is under way where another thread of the process is heard of.
 */
public final class CredentialTable {
  /** RLIM_INFINITY. */
  static final long UNLIMITED = -1;

  private static final int SIZE_OF_RLIMIT = 16;
  private static final long EXECUTING = 1L << 62;
  private static final int BITS_OF_NUMBER = 20;
  private static final int BITS_OF_MARK = 22;
  private static final int MOST = 1 << BITS_OF_NUMBER;

  /** Fields of /proc/PID/stat: where the code and the stack begin; data, arguments, environment. */
  private static final int[] PLACES = {26, 28, 45, 51};

  /** More than any program needs; a hostile one gets EAGAIN, as setresuid(2) says of a limit. */
  private static final int MOST_SETS = 1 << 16;

  private static final int MOST_GROUPS = 1 << 22;
  private static final int FULL = -1;

  private final Map<Credentials, Integer> numbers = new ConcurrentHashMap<>();

  /** The threads whose execve(2) changes credentials, as far as they were not heard of since. */
  private final Set<Integer> executing = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Credentials[] byNumber = new Credentials[64];
  private int sets;
  private int groups;

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

  /** The number of credentials that were not known, or {@link #FULL}. */
  private synchronized int intern(Credentials credentials) {
    Integer known = numbers.get(credentials);
    if (known != null) {
      return known;
    }
    int more = credentials.supplementary().size();
    if (sets == MOST_SETS || groups + more > MOST_GROUPS) {
      return FULL;
    }
    groups += more;
    @Nullable Credentials[] table =
        sets < byNumber.length ? byNumber : Arrays.copyOf(byNumber, 2 * byNumber.length);
    table[sets] = credentials;
    byNumber = table; // other threads see what was added
    numbers.put(credentials, sets);
    return sets++;
  }

  /** One thread's access to the table, with memory of its own. */
  final class Access {
    private final Syscalls syscalls;
    private final NativeBuffer limits = NativeBuffer.allocate(2 * SIZE_OF_RLIMIT);
    private final ProcText status;
    private final ProcPath proc = new ProcPath();

    Access(Syscalls syscalls) {
      this.syscalls = syscalls;
      this.status = new ProcText(syscalls);
    }

    /** The credentials of a thread's process; root where the process is gone. */
    Credentials read(int thread) {
      long number = limit(thread);
      return number < EXECUTING ? byNumber(number) : afterExecute(thread, number);
    }

    /** The same of a process that makes no call. */
    Credentials readOther(int process) {
      return of(limit(process), KernelConstants.AT_FDCWD, proc.of(process, "stat"));
    }

    private long limit(int thread) {
      long result =
          syscalls.call(
              SyscallNumber.PRLIMIT64,
              thread,
              KernelConstants.RLIMIT_LOCKS,
              0,
              limits.address() + SIZE_OF_RLIMIT);
      return Syscalls.failed(result) ? 0 : limits.getLong(SIZE_OF_RLIMIT);
    }

    private Credentials afterExecute(int thread, long limit) {
      executing.remove(thread);
      boolean failed = hasFailed(limit, KernelConstants.AT_FDCWD, proc.of(thread, "stat"));
      Credentials found = either(limit, failed);
      if (!failed || !isExecuting(thread)) {
        write(thread, found);
      }
      return found;
    }

    /** Whether any thread of the process that a thread belongs to is in such a call. */
    private boolean isExecuting(int thread) {
      for (int other : executing) {
        long place = proc.ofThread(thread, other);
        if (syscalls.call(SyscallNumber.FACCESSAT, KernelConstants.AT_FDCWD, place, 0) == 0) {
          return true;
        }
      }
      return false;
    }

    /**
     * The credentials that a limit stands for.
     *
     * @param directory where the path starts
     * @param path address of the path of the process's {@code stat} file
     */
    Credentials of(long limit, long directory, long path) {
      return limit < EXECUTING ? byNumber(limit) : either(limit, hasFailed(limit, directory, path));
    }

    private boolean hasFailed(long limit, long directory, long path) {
      return mark(directory, path) == (limit & ((1L << BITS_OF_MARK) - 1));
    }

    private Credentials either(long limit, boolean failed) {
      long numbers = (limit - EXECUTING) >> BITS_OF_MARK;
      return byNumber(failed ? numbers >> BITS_OF_NUMBER : numbers & (MOST - 1));
    }

    private long mark(long directory, long path) {
      status.read(directory, path);
      int mark = status.digest(PLACES[0], PLACES[1], 0);
      mark = status.digest(PLACES[2], PLACES[3], mark);
      return (mark ^ (mark >>> BITS_OF_MARK)) & ((1L << BITS_OF_MARK) - 1);
    }

    private Credentials byNumber(long number) {
      @Nullable Credentials[] table = byNumber;
      Credentials found = number >= 0 && number < table.length ? table[(int) number] : null;
      return found == null ? Credentials.ROOT : found;
    }

    /** Gives the process of a thread other credentials if the execve(2) in hand succeeds. */
    long writeForExecute(int thread, Credentials before, Credentials after) {
      long from = numberOf(before);
      long to = numberOf(after);
      if (from == FULL || to == FULL) {
        return -Errno.EAGAIN;
      }
      long numbers = (from << BITS_OF_NUMBER) | to;
      long mark = mark(KernelConstants.AT_FDCWD, proc.of(thread, "stat"));
      executing.add(thread);
      return write(thread, EXECUTING | (numbers << BITS_OF_MARK) | mark);
    }

    /** Gives the process of a thread other credentials; 0 or a negated errno. */
    long write(int thread, Credentials credentials) {
      int number = numberOf(credentials);
      return number == FULL ? -Errno.EAGAIN : write(thread, (long) number);
    }

    private long write(int thread, long limit) {
      limits.putLong(0, limit);
      limits.putLong(Long.BYTES, -1L);
      return syscalls.call(
          SyscallNumber.PRLIMIT64, thread, KernelConstants.RLIMIT_LOCKS, limits.address(), 0);
    }
  }
}
