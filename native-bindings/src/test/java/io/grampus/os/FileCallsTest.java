package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file calls against the running kernel, and the plumbing against a scripted one. */
final class FileCallsTest {
  private static final int DIRECTORY = OpenFlags.RDONLY | OpenFlags.DIRECTORY;

  @TempDir private Path temporary;
  private final FileCalls files = new FileCalls(new LinuxSyscalls());
  private Fd root;

  @BeforeEach
  void openRoot() throws IOException {
    root = files.openat(Fd.CURRENT_DIRECTORY, bytes(temporary.toString()), DIRECTORY);
  }

  @AfterEach
  void closeRoot() {
    root.close();
  }

  @Test
  void createsAndDescribesARegularFile() throws IOException {
    create("f", "hello");
    files.fchmodat(root, bytes("f"), 06751);
    files.utimensat(root, bytes("f"), new Timestamp(1_600_000_000L, 123_456_789));

    FileStatus status = files.statx(root, bytes("f"));

    assertThat(status.type()).isEqualTo(FileType.REGULAR);
    assertThat(status.permissions()).isEqualTo(06751);
    assertThat(status.size()).isEqualTo(5);
    assertThat(status.links()).isEqualTo(1);
    assertThat(status.modified()).isEqualTo(new Timestamp(1_600_000_000L, 123_456_789));
    assertThat(status.uid())
        .isEqualTo(((Number) Files.getAttribute(temporary.resolve("f"), "unix:uid")).longValue());
    assertThat(status.inode())
        .isEqualTo(((Number) Files.getAttribute(temporary.resolve("f"), "unix:ino")).longValue());
  }

  @Test
  void aLockEndsWithItsDescriptor() throws IOException {
    create("lock", "");
    Fd first = files.openat(root, bytes("lock"), OpenFlags.RDONLY);
    try (Fd second = files.openat(root, bytes("lock"), OpenFlags.RDONLY);
        Fd third = files.openat(root, bytes("lock"), OpenFlags.RDONLY)) {
      assertThat(files.tryLock(first, true)).isTrue();
      assertThat(files.tryLock(second, false)).isFalse();
      first.close();
      assertThat(files.tryLock(second, false)).isTrue();
      assertThat(files.tryLock(third, false)).isTrue();
      assertThat(files.tryLock(third, true)).isFalse();
    }
  }

  @Test
  void listsNamesOfAnyBytesInUnsignedOrder() throws IOException {
    byte[] notUtf8 = {'a', (byte) 0xff, '\n'};
    for (byte[] name : List.of(bytes("b"), notUtf8, bytes("a"), bytes("a.b"), bytes("\u00e4"))) {
      files.mkdirat(root, name, 0755);
    }

    assertThat(files.list(root))
        .extracting(DirectoryEntry::name)
        .containsExactly(
            ByteString.of("a"),
            ByteString.of("a.b"),
            ByteString.of(notUtf8),
            ByteString.of("b"),
            ByteString.of("\u00e4"));
    assertThat(files.list(root)).extracting(DirectoryEntry::type).containsOnly(FileType.DIRECTORY);
  }

  @Test
  void listsMoreNamesThanOneCallReturns() throws IOException {
    for (int i = 0; i < 3000; i++) {
      create("file-with-a-longer-name-" + i, "");
    }

    assertThat(files.list(root)).hasSize(3000);
  }

  @Test
  void makesLinksNodesAndRenames() throws IOException {
    create("f", "x");
    files.symlinkat(bytes("../somewhere"), root, bytes("s"));
    files.linkat(root, bytes("f"), root, bytes("h"));
    files.mknodat(root, bytes("p"), FileType.FIFO, 0600, DeviceNumber.ZERO);
    files.mknodat(root, bytes("w"), FileType.CHARACTER_DEVICE, 0600, DeviceNumber.ZERO);

    assertThat(files.readlinkat(root, bytes("s"))).isEqualTo(bytes("../somewhere"));
    assertThat(files.statx(root, bytes("s")).isSymlink()).isTrue();
    assertThat(files.statx(root, bytes("h")).isSameFile(files.statx(root, bytes("f")))).isTrue();
    assertThat(files.statx(root, bytes("h")).links()).isEqualTo(2);
    assertThat(files.statx(root, bytes("p")).type()).isEqualTo(FileType.FIFO);
    assertThat(files.statx(root, bytes("w")).type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(files.statx(root, bytes("w")).node()).isEqualTo(DeviceNumber.ZERO);

    files.renameat(root, bytes("h"), root, bytes("p"));
    assertThat(files.statx(root, bytes("p")).isRegular()).isTrue();
    assertThatThrownBy(
            () -> files.renameat2(root, bytes("f"), root, bytes("s"), RenameMode.KEEP_EXISTING))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
  }

  @Test
  void encodesDeviceNumbersAsTheKernelDoes() {
    assertThat(new DeviceNumber(1, 3).encoded()).isEqualTo(0x103);
    assertThat(new DeviceNumber(259, 0x12345).encoded()).isEqualTo(0x12310345L);
  }

  @Test
  void linksAnOpenFileThatHasNoNameYet() throws IOException {
    try (Fd file = files.openat(root, bytes("."), OpenFlags.TMPFILE | OpenFlags.RDWR, 0600)) {
      files.linkat(file, root, bytes("named"));
    }

    assertThat(files.statx(root, bytes("named")).links()).isEqualTo(1);
  }

  @Test
  void changesModeAndTimesThroughAPathDescriptor() throws IOException {
    create("f", "x");
    try (Fd path = files.openat(root, bytes("f"), OpenFlags.PATH | OpenFlags.NOFOLLOW)) {
      files.fchmod(path, 0);
      files.futimens(path, new Timestamp(-5, 7));
    }

    assertThat(files.statx(root, bytes("f")).permissions()).isZero();
    assertThat(files.statx(root, bytes("f")).modified()).isEqualTo(new Timestamp(-5, 7));
  }

  @Test
  void doesNotChangeTheModeOfALinksTarget() throws IOException {
    create("f", "x");
    files.fchmodat(root, bytes("f"), 0644);
    files.symlinkat(bytes("f"), root, bytes("s"));

    assertThatThrownBy(() -> files.fchmodat(root, bytes("s"), 0777))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
    assertThat(files.statx(root, bytes("f")).permissions()).isEqualTo(0644);
  }

  @Test
  void resolvesInsideTheRootOnly() throws IOException {
    create("f", "inside");
    files.symlinkat(bytes("/f"), root, bytes("absolute"));
    files.symlinkat(bytes("../../../../f"), root, bytes("upwards"));

    for (String link : List.of("absolute", "upwards")) {
      try (Fd found =
          files.openat2(root, bytes(link), OpenFlags.RDONLY, 0, OpenFlags.RESOLVE_IN_ROOT)) {
        assertThat(files.statx(found).isSameFile(files.statx(root, bytes("f")))).isTrue();
      }
      assertThatThrownBy(
              () ->
                  files.openat2(root, bytes(link), OpenFlags.RDONLY, 0, OpenFlags.RESOLVE_BENEATH))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EXDEV));
    }
  }

  @Test
  void refusesPathsThatTheKernelWouldReadDifferently() {
    assertThatThrownBy(() -> files.statx(root, new byte[] {'a', 0, 'b'}))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    assertThatThrownBy(() -> files.statx(root, new byte[5000]))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENAMETOOLONG));
  }

  @Test
  void saysWhichCallFailedOnWhat() {
    assertThatThrownBy(() -> files.statx(root, bytes("missing")))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("statx(missing): ENOENT");
  }

  @Test
  void repeatsAnInterruptedOpen() {
    RecordingSyscalls kernel =
        new RecordingSyscalls(Architecture.X86_64)
            .refuse(SyscallNumber.OPENAT, 1, Errno.EINTR)
            .answer(SyscallNumber.OPENAT, 77);

    assertThat(kernel.count(SyscallNumber.OPENAT)).isZero();
    try (Fd opened = new FileCalls(kernel).openat(Fd.borrowed(3), bytes("f"), OpenFlags.RDONLY)) {
      assertThat(opened.number()).isEqualTo(77);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
    assertThat(kernel.count(SyscallNumber.OPENAT)).isEqualTo(2);
    assertThat(kernel.count(SyscallNumber.CLOSE)).isEqualTo(1);
  }

  @Test
  void translatesOpenFlagsForTheArchitecture() throws IOException {
    RecordingSyscalls kernel = new RecordingSyscalls(Architecture.AARCH64);

    new FileCalls(kernel)
        .openat(Fd.borrowed(3), bytes("d"), OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW)
        .close();

    // <asm/fcntl.h> of arm64: O_DIRECTORY 040000, O_NOFOLLOW 0100000; O_CLOEXEC is common.
    assertThat(kernel.calls().get(0).arguments().get(2)).isEqualTo(02140000L);
  }

  @Test
  void givesUpWhenAResolutionStaysDoubtful() {
    RecordingSyscalls kernel =
        new RecordingSyscalls(Architecture.X86_64).refuse(SyscallNumber.OPENAT2, 0, Errno.EAGAIN);

    assertThatThrownBy(
            () ->
                new FileCalls(kernel)
                    .openat2(
                        Fd.borrowed(3), bytes("f"), OpenFlags.PATH, 0, OpenFlags.RESOLVE_IN_ROOT))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
  }

  @Test
  void aClosedDescriptorIsNotUsedAgain() throws IOException {
    Fd directory = files.openat(root, bytes("."), DIRECTORY);
    directory.close();
    directory.close();

    assertThatThrownBy(() -> files.list(directory)).isInstanceOf(IllegalStateException.class);
  }

  private void create(String name, String content) throws IOException {
    FileData data = new FileData(files.syscalls());
    int flags = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.WRONLY;
    try (Fd file = files.openat(root, bytes(name), flags, 0644)) {
      data.write(file, bytes(content), 0, bytes(content).length);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
