package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content calls against the running kernel, with fallbacks forced by refusing calls. */
final class FileDataTest {
  private static final int CREATE = OpenFlags.CREAT | OpenFlags.RDWR | OpenFlags.TRUNC;

  @TempDir private Path temporary;
  private final RecordingSyscalls kernel = new RecordingSyscalls(new LinuxSyscalls());
  private final FileCalls files = new FileCalls(kernel);
  private final FileData data = new FileData(kernel);
  private Fd source;
  private Fd target;

  @BeforeEach
  void openFiles() throws IOException {
    source = create("source");
    target = create("target");
  }

  @AfterEach
  void closeFiles() {
    source.close();
    target.close();
  }

  @Test
  void streamsMoreThanOneTransfer() throws IOException {
    byte[] content = random(3 * FileData.TRANSFER_SIZE + 17);
    try (OutputStream out = new FdOutputStream(data, source)) {
      out.write(content);
      out.write('!');
    }

    try (Fd again = files.openat(directory(), name("source"), OpenFlags.RDONLY);
        InputStream in = new FdInputStream(data, again)) {
      byte[] read = in.readAllBytes();
      assertThat(read).hasSize(content.length + 1).startsWith(content);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void readsAtAnOffset() throws IOException {
    data.pwrite(source, 5, new byte[] {1, 2, 3}, 0, 3);
    byte[] read = new byte[8];

    assertThat(data.pread(source, 4, read, 1, 7)).isEqualTo(4);
    assertThat(read).containsExactly(0, 0, 1, 2, 3, 0, 0, 0);
    assertThat(data.pread(source, 8, read, 0, 8)).isZero();
  }

  @Test
  void readsIntoTheRestOfADirectBuffer() throws IOException {
    data.pwrite(source, 0, new byte[] {1, 2, 3, 4, 5}, 0, 5);
    ByteBuffer buffer = ByteBuffer.allocateDirect(6).position(1).limit(4);
    kernel.refuse(SyscallNumber.READ, 1, Errno.EINTR);

    assertThat(data.read(source, buffer)).isEqualTo(3);
    assertThat(buffer.position()).isEqualTo(4);
    buffer.limit(6);
    assertThat(data.read(source, buffer)).isEqualTo(2);
    assertThat(data.read(source, buffer.position(5))).isZero();
    byte[] read = new byte[6];
    buffer.flip().limit(6).get(0, read);
    assertThat(read).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void leavesAHoleWhereASmallSourceTurnsOutShorter() throws IOException {
    data.pwrite(source, 0, new byte[] {1, 2, 3}, 0, 3);
    kernel.refuse(SyscallNumber.PREAD64, 1, Errno.EINTR);

    data.copy(source, target, 10);

    byte[] read = new byte[11];
    assertThat(data.pread(target, 0, read, 0, 11)).isEqualTo(10);
    assertThat(read).containsExactly(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void continuesAfterAnInterruptedWrite() throws IOException {
    kernel.refuse(SyscallNumber.WRITE, 1, Errno.EINTR);

    data.write(source, new byte[] {9}, 0, 1);

    assertThat(files.statx(source).size()).isEqualTo(1);
  }

  @Test
  void copiesWithHolesInEveryWay() throws IOException {
    byte[] content = random(300_000);
    data.pwrite(source, 1 << 20, content, 0, content.length);
    data.ftruncate(source, 4 << 20);
    kernel.refuse(SyscallNumber.IOCTL, 0, Errno.EOPNOTSUPP);

    data.copy(source, target, 4 << 20);
    assertCopied(content);

    data.ftruncate(target, 0);
    kernel.refuse(SyscallNumber.COPY_FILE_RANGE, 0, Errno.EXDEV);
    data.copy(source, target, 4 << 20);
    assertCopied(content);
  }

  private void assertCopied(byte[] content) throws IOException {
    byte[] read = new byte[content.length];
    int count = 0;
    while (count < read.length) {
      count += data.pread(target, (1 << 20) + count, read, count, read.length - count);
    }
    assertThat(read).isEqualTo(content);
    FileStatus status = files.statx(target);
    assertThat(status.size()).isEqualTo(4 << 20);
    assertThat(status.blocks() * 512).isLessThan(1 << 20);
  }

  private Fd create(String name) throws IOException {
    return files.openat(directory(), name(name), CREATE, 0600);
  }

  private Fd directory() throws IOException {
    return files.openat(
        Fd.CURRENT_DIRECTORY, name(temporary.toString()), OpenFlags.RDONLY | OpenFlags.DIRECTORY);
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int length) {
    byte[] content = new byte[length];
    new Random(4711).nextBytes(content);
    return content;
  }
}
