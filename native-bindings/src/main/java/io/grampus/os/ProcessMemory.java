package io.grampus.os;

/**
 * Reads and writes another process's memory: process_vm_readv(2), process_vm_writev(2).
 *
 * <p>Allocates nothing per call. Not safe for use by several threads at once.
 */
public final class ProcessMemory {
  private static final int PAGE = 4096;
  private static final int LOCAL_ADDRESS = 0;
  private static final int LOCAL_LENGTH = 8;
  private static final int REMOTE_ADDRESS = 16;
  private static final int REMOTE_LENGTH = 24;

  private final Syscalls syscalls;
  private final NativeBuffer vectors = NativeBuffer.allocate(32);

  /** An accessor over that kernel. */
  public ProcessMemory(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Copies bytes out of the process; returns their number or a negated errno. */
  public long read(int pid, long remote, NativeBuffer destination, int offset, int length) {
    return transfer(SyscallNumber.PROCESS_VM_READV, pid, remote, destination, offset, length);
  }

  /**
   * Copies several pieces out of the process, one behind the other.
   *
   * @param pieces their addresses and lengths: count times a struct iovec, process_vm_readv(2)
   * @return the number of bytes, less where one piece cannot be read, or a negated errno
   */
  public long gather(int pid, NativeBuffer pieces, int count, NativeBuffer destination) {
    vectors.putLong(LOCAL_ADDRESS, destination.address());
    vectors.putLong(LOCAL_LENGTH, destination.size());
    return syscalls.call6(
        SyscallNumber.PROCESS_VM_READV, pid, vectors.address(), 1, pieces.address(), count, 0);
  }

  /** Copies bytes into the process; returns their number or a negated errno. */
  public long write(int pid, long remote, NativeBuffer source, int offset, int length) {
    return transfer(SyscallNumber.PROCESS_VM_WRITEV, pid, remote, source, offset, length);
  }

  private long transfer(
      SyscallNumber call, int pid, long remote, NativeBuffer local, int offset, int length) {
    vectors.putLong(LOCAL_ADDRESS, local.address() + offset);
    vectors.putLong(LOCAL_LENGTH, length);
    vectors.putLong(REMOTE_ADDRESS, remote);
    vectors.putLong(REMOTE_LENGTH, length);
    return syscalls.call6(
        call, pid, vectors.address(), 1, vectors.address() + REMOTE_ADDRESS, 1, 0);
  }

  /**
   * Copies a NUL-terminated string, a page at a time so that the end of a mapping does no harm.
   *
   * @param limit most bytes to copy, the NUL included
   * @return the length without NUL; -EFAULT where the memory ends first, -ENAMETOOLONG where no NUL
   *     comes within the limit, or another negated errno
   */
  public int readString(int pid, long remote, NativeBuffer destination, int offset, int limit) {
    int done = 0;
    while (done < limit) {
      long from = remote + done;
      int chunk = Math.min(limit - done, PAGE - (int) (from & (PAGE - 1)));
      long copied = read(pid, from, destination, offset + done, chunk);
      if (copied <= 0) {
        return copied == 0 ? -Errno.EFAULT : (int) copied;
      }
      int nul = destination.indexOfNul(offset + done, offset + done + (int) copied);
      if (nul >= 0) {
        return nul - offset;
      }
      if (copied < chunk) {
        return -Errno.EFAULT;
      }
      done += chunk;
    }
    return -Errno.ENAMETOOLONG;
  }
}
