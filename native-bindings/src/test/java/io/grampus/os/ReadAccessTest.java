package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that their own mode closes. */
class ReadAccessTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 500;

  @TempDir private Path temporary;
  private final FileCalls files = new FileCalls(new LinuxSyscalls());

  @Test
  void severalThreadsOpenAClosedFileByTwoNames() throws Exception {
    Path file = Files.writeString(temporary.resolve("one"), "x");
    Files.createLink(temporary.resolve("two"), file);
    Files.setPosixFilePermissions(file, Set.of());
    ReadAccess access = new ReadAccess(files);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Fd directory = directory()) {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        byte[] name = (thread % 2 == 0 ? "one" : "two").getBytes(StandardCharsets.UTF_8);
        work.add(() -> openOften(access, directory, name));
      }
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertThat(done.get()).isEqualTo(ROUNDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("---------");
  }

  private static int openOften(ReadAccess access, Fd directory, byte[] name) throws ErrnoException {
    int opened = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (ReadAccess.Opened file = access.open(directory, name, OpenFlags.RDONLY)) {
        opened += file.fd().number() >= 0 ? 1 : 0;
      }
    }
    return opened;
  }

  private Fd directory() throws ErrnoException {
    byte[] path = ByteString.of(temporary.toString()).toByteArray();
    return files.openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY);
  }
}
