package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes on the file system of the temporary directory. */
final class XattrsTest {
  private static final ByteString BINARY = ByteString.of("user.binary");
  private static final ByteString EMPTY = ByteString.of("user.empty");
  private static final byte[] VALUE = {0, (byte) 0x80, (byte) 0xff, '\n', 0};

  @TempDir private Path temporary;
  private final FileCalls files = new FileCalls(new LinuxSyscalls());
  private final Xattrs xattrs = new Xattrs(files);

  @Test
  void keepsBinaryAndEmptyValuesOnEveryKindOfDescriptor() throws IOException {
    try (Fd directory = open(temporary.toString(), OpenFlags.DIRECTORY);
        Fd file = files.openat(directory, name("f"), OpenFlags.CREAT | OpenFlags.RDWR, 0600);
        Fd path = files.openat(directory, name("f"), OpenFlags.PATH)) {
      xattrs.set(path, BINARY, VALUE);
      xattrs.set(file, EMPTY, new byte[0]);

      for (Fd either : new Fd[] {file, path}) {
        assertThat(xattrs.list(either)).containsExactly(BINARY, EMPTY);
        assertThat(xattrs.get(either, BINARY)).isEqualTo(VALUE);
        assertThat(xattrs.get(either, EMPTY)).isEmpty();
        assertThat(xattrs.get(either, ByteString.of("user.none"))).isNull();
      }
      assertThat(xattrs.list(directory, name("f"))).containsExactly(BINARY, EMPTY);
      assertThat(xattrs.get(directory, name("f"), BINARY)).isEqualTo(VALUE);

      xattrs.remove(path, BINARY);
      xattrs.remove(file, EMPTY);
      xattrs.remove(file, EMPTY);
      assertThat(xattrs.list(file)).isEmpty();
    }
  }

  @Test
  void doesNotFollowSymbolicLinks() throws IOException {
    try (Fd directory = open(temporary.toString(), OpenFlags.DIRECTORY)) {
      files.mkdirat(directory, name("d"), 0755);
      files.symlinkat(name("d"), directory, name("s"));
      xattrs.set(directory, name("d"), BINARY, VALUE);

      assertThat(xattrs.list(directory, name("s"))).isEmpty();
      assertThat(xattrs.get(directory, name("s"), BINARY)).isNull();
      assertThatThrownBy(() -> xattrs.set(directory, name("s"), BINARY, VALUE))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
    }
  }

  @Test
  void refusesAValueLongerThanTheKernelTakes() throws IOException {
    try (Fd directory = open(temporary.toString(), OpenFlags.DIRECTORY)) {
      assertThatThrownBy(() -> xattrs.set(directory, BINARY, new byte[70_000]))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG));
    }
  }

  private Fd open(String path, int flags) throws IOException {
    return files.openat(Fd.CURRENT_DIRECTORY, name(path), OpenFlags.RDONLY | flags);
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
