package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.RecordingSyscalls;
import io.grampus.os.SyscallNumber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
  @TempDir private Path root;

  /** The kernel gives up on a path while anything on the machine is renamed. */
  @Test
  void findsTheDirectoryAboveAMountDuringARename() throws IOException, ErrnoException {
    Files.createDirectories(root.resolve("a/b"));
    RecordingSyscalls kernel =
        new RecordingSyscalls(new LinuxSyscalls()).refuse(SyscallNumber.OPENAT2, 1, Errno.EAGAIN);
    byte[] path = root.toString().getBytes(StandardCharsets.UTF_8);
    try (Fd top = new FileCalls(kernel).openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.PATH);
        MountTable mounts =
            MountTable.open(
                kernel, root, top.number(), List.of(new SandboxView.Binding(root, "/a/b")))) {
      TargetPath inside = new TargetPath();
      byte[] text = "/a/b".getBytes(StandardCharsets.US_ASCII);
      inside.memory().putBytes(TargetPath.ARGUMENT, text, 0, text.length);
      inside.setArgument(text.length);
      assertThat(mounts.of(inside))
          .extracting(Mounted::above, InstanceOfAssertFactories.INTEGER)
          .isNotNegative();
    }
  }
}
