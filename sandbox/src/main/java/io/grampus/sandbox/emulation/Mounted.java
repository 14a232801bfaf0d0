package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory of the machine that stands somewhere in a sandbox which has no mounts of the
 * kernel's. Immutable.
 */
final class Mounted {
  private static final byte[] PROC = "/proc".getBytes(StandardCharsets.US_ASCII);

  private final byte[] target;
  private final byte[] source;
  private final int fd;
  private final int above;
  private final FileId file;
  private final @Nullable FileId point;

  Mounted(byte[] target, byte[] source, int fd, int above, FileId file, @Nullable FileId point) {
    this.target = target;
    this.source = source;
    this.fd = fd;
    this.above = above;
    this.file = file;
    this.point = point;
  }

  /** Its path inside. */
  byte[] target() {
    return target;
  }

  /** What is mounted, by its path on the machine. */
  byte[] source() {
    return source;
  }

  /** A location (O_PATH) of what is mounted. */
  int fd() {
    return fd;
  }

  /** A location of the directory that it is in, wherever that is moved; or a negated errno. */
  int above() {
    return above;
  }

  /** Which file is mounted. */
  FileId file() {
    return file;
  }

  /** Which file it hides; null where there is none. */
  @Nullable FileId point() {
    return point;
  }

  /** Whether it is proc(5), whose links mean something else to each process. */
  boolean isProc() {
    return Arrays.equals(target, PROC);
  }

  /** The last name of the path inside. */
  boolean isNamed(NativeBuffer name) {
    int start = target.length;
    while (target[start - 1] != '/') {
      start--;
    }
    int length = target.length - start;
    for (int index = 0; index < length; index++) {
      if (name.getByte(index) != target[start + index]) {
        return false;
      }
    }
    return name.getByte(length) == 0;
  }

  /** Which file something is. */
  record FileId(long device, long inode) {}
}
