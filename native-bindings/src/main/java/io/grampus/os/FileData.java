package io.grampus.os;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The calls that move a file's content: reads, writes, holes, copies within the kernel. Safe for
 * use by several threads, each with its own native buffer.
 */
public final class FileData {
  /** How many bytes one read or write moves at most. */
  public static final int TRANSFER_SIZE = 256 * 1024;

  private static final int SMALL_FILE = 64 * 1024;

  /** What lseek(2) says where no data follows. */
  private static final int ENXIO = 6;

  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long FICLONE = 0x40049409L;
  private static final long COPY_RANGE_MAXIMUM = 1L << 30;

  private final Syscalls syscalls;
  private final ThreadLocal<NativeBuffer> transfer =
      ThreadLocal.withInitial(() -> NativeBuffer.allocate(TRANSFER_SIZE));

  /** Content calls on that kernel. */
  public FileData(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Reads at the descriptor's own position; the number of bytes, 0 at the end. */
  public int read(Fd file, byte[] destination, int start, int length) throws ErrnoException {
    Objects.checkFromIndexSize(start, length, destination.length);
    NativeBuffer buffer = transfer.get();
    int wanted = Math.min(length, TRANSFER_SIZE);
    long count;
    do {
      count = syscalls.call(SyscallNumber.READ, file.number(), buffer.address(), wanted);
    } while (count == -Errno.EINTR);
    return copiedOut(buffer, FileCalls.checked(count, "read", file), destination, start);
  }

  /**
   * Reads at the descriptor's own position into a buffer's remaining space, and moves the buffer's
   * position behind what was read.
   *
   * @param destination a direct buffer
   * @return the number of bytes, 0 at the end
   */
  public int read(Fd file, ByteBuffer destination) throws ErrnoException {
    long address =
        MemoryIO.getInstance().getDirectBufferAddress(destination) + destination.position();
    int wanted = destination.remaining();
    long count;
    do {
      count = syscalls.call(SyscallNumber.READ, file.number(), address, wanted);
    } while (count == -Errno.EINTR);
    int length = Math.toIntExact(FileCalls.checked(count, "read", file));
    destination.position(destination.position() + length);
    return length;
  }

  /** Reads at an offset; the number of bytes, 0 at the end. */
  public int pread(Fd file, long offset, byte[] destination, int start, int length)
      throws ErrnoException {
    Objects.checkFromIndexSize(start, length, destination.length);
    NativeBuffer buffer = transfer.get();
    int wanted = Math.min(length, TRANSFER_SIZE);
    long count;
    do {
      count = syscalls.call(SyscallNumber.PREAD64, file.number(), buffer.address(), wanted, offset);
    } while (count == -Errno.EINTR);
    return copiedOut(buffer, FileCalls.checked(count, "pread64", file), destination, start);
  }

  private static int copiedOut(NativeBuffer buffer, long count, byte[] destination, int start) {
    int length = Math.toIntExact(count);
    buffer.getBytes(0, destination, start, length);
    return length;
  }

  /** Writes all of it at the descriptor's own position. */
  public void write(Fd file, byte[] source, int start, int length) throws ErrnoException {
    Objects.checkFromIndexSize(start, length, source.length);
    int position = start;
    while (position < start + length) {
      NativeBuffer buffer = filled(source, position, start + length);
      int wanted = Math.min(start + length - position, TRANSFER_SIZE);
      long count = syscalls.call(SyscallNumber.WRITE, file.number(), buffer.address(), wanted);
      position += written(count, "write", file);
    }
  }

  /** Writes all of it at an offset. */
  public void pwrite(Fd file, long offset, byte[] source, int start, int length)
      throws ErrnoException {
    Objects.checkFromIndexSize(start, length, source.length);
    int position = start;
    while (position < start + length) {
      NativeBuffer buffer = filled(source, position, start + length);
      int wanted = Math.min(start + length - position, TRANSFER_SIZE);
      long at = offset + position - start;
      long count =
          syscalls.call(SyscallNumber.PWRITE64, file.number(), buffer.address(), wanted, at);
      position += written(count, "pwrite64", file);
    }
  }

  private NativeBuffer filled(byte[] source, int position, int end) {
    NativeBuffer buffer = transfer.get();
    buffer.putBytes(0, source, position, Math.min(end - position, TRANSFER_SIZE));
    return buffer;
  }

  private static int written(long count, String call, Fd file) throws ErrnoException {
    return count == -Errno.EINTR ? 0 : Math.toIntExact(FileCalls.checked(count, call, file));
  }

  /** Sets the size in bytes; what is added reads as zeros and takes no space. */
  public void ftruncate(Fd file, long size) throws ErrnoException {
    FileCalls.checked(
        syscalls.call(SyscallNumber.FTRUNCATE, file.number(), size), "ftruncate", file);
  }

  /** Waits until content and metadata are on the disk. */
  public void fsync(Fd file) throws ErrnoException {
    FileCalls.checked(syscalls.call(SyscallNumber.FSYNC, file.number()), "fsync", file);
  }

  /** Waits until all that was written to the file's file system before is on the disk. */
  public void syncFileSystem(Fd file) throws ErrnoException {
    FileCalls.checked(syscalls.call(SyscallNumber.SYNCFS, file.number()), "syncfs", file);
  }

  /**
   * The first offset at or behind {@code from} that holds data, or -1 where only a hole is left.
   */
  public long nextData(Fd file, long from) throws ErrnoException {
    long offset = syscalls.call(SyscallNumber.LSEEK, file.number(), from, SEEK_DATA);
    return offset == -ENXIO ? -1 : FileCalls.checked(offset, "lseek", file);
  }

  /** The first offset behind {@code from} where a hole, or the end of the file, begins. */
  public long nextHole(Fd file, long from) throws ErrnoException {
    long offset = syscalls.call(SyscallNumber.LSEEK, file.number(), from, SEEK_HOLE);
    return FileCalls.checked(offset, "lseek", file);
  }

  /**
   * Makes the target share all of the source's blocks, ioctl_ficlone(2).
   *
   * @return false where the file system cannot; the target is unchanged then
   */
  public boolean clone(Fd source, Fd target) {
    return !Syscalls.failed(
        syscalls.call(SyscallNumber.IOCTL, target.number(), FICLONE, source.number()));
  }

  /**
   * Copies the whole content, large files with their holes: shared blocks where the file system
   * can, else within the kernel, else through memory.
   *
   * @param target an empty file open for writing
   * @param size the source's size in bytes; a source that turns out shorter leaves a hole
   */
  public void copy(Fd source, Fd target, long size) throws ErrnoException {
    if (size <= SMALL_FILE) {
      copySmall(source, target, (int) size);
      return;
    }
    if (clone(source, target)) {
      return;
    }
    ftruncate(target, size);
    long position = nextData(source, 0);
    while (position >= 0 && position < size) {
      long end = Math.min(nextHole(source, position), size);
      copyRange(source, target, position, end);
      position = end < size ? nextData(source, end) : -1;
    }
  }

  /** For small files the calls that could spare the copying cost more than it does. */
  private void copySmall(Fd source, Fd target, int size) throws ErrnoException {
    NativeBuffer block = transfer.get();
    int done = 0;
    while (done < size) {
      long count =
          syscalls.call(SyscallNumber.PREAD64, source.number(), block.address(), size - done, done);
      int read = count == -Errno.EINTR ? -1 : (int) FileCalls.checked(count, "pread64", source);
      if (read == 0) {
        ftruncate(target, size);
        return;
      }
      writeOut(target, block, done, Math.max(read, 0));
      done += Math.max(read, 0);
    }
  }

  private void writeOut(Fd target, NativeBuffer block, long offset, int length)
      throws ErrnoException {
    int done = 0;
    while (done < length) {
      long address = block.address() + done;
      long count =
          syscalls.call(
              SyscallNumber.PWRITE64, target.number(), address, length - done, offset + done);
      done += written(count, "pwrite64", target);
    }
  }

  private void copyRange(Fd source, Fd target, long start, long end) throws ErrnoException {
    long position = copyInKernel(source, target, start, end);
    byte[] block = position < end ? new byte[TRANSFER_SIZE] : new byte[0];
    while (position < end) {
      int wanted = (int) Math.min(end - position, block.length);
      int count = pread(source, position, block, 0, wanted);
      if (count == 0) {
        return;
      }
      pwrite(target, position, block, 0, count);
      position += count;
    }
  }

  /** Copies as far as copy_file_range(2) goes; the rest, maybe all, is left to the caller. */
  private long copyInKernel(Fd source, Fd target, long start, long end) {
    NativeBuffer offsets = NativeBuffer.allocate(16);
    long position = start;
    while (position < end) {
      offsets.putLong(0, position);
      offsets.putLong(8, position);
      long count = copyRangeOnce(source, target, offsets, end - position);
      if (count <= 0) {
        return position;
      }
      position += count;
    }
    return position;
  }

  private long copyRangeOnce(Fd source, Fd target, NativeBuffer offsets, long length) {
    try {
      return syscalls.call6(
          SyscallNumber.COPY_FILE_RANGE,
          source.number(),
          offsets.address(),
          target.number(),
          offsets.address() + 8,
          Math.min(length, COPY_RANGE_MAXIMUM),
          0);
    } catch (IllegalArgumentException e) {
      // A C library without the function, older than glibc 2.27.
      return -Errno.ENOSYS;
    }
  }
}
