package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  private final Syscalls kernel = new LinuxSyscalls();
  private final ProcessMemory memory = new ProcessMemory(kernel);
  private final int self = (int) kernel.call(SyscallNumber.GETPID);

  @Test
  void copiesAStringAcrossAPageBoundary() {
    byte[] text = "x".repeat(6000).getBytes(StandardCharsets.US_ASCII);
    NativeBuffer source = NativeBuffer.cString(text);
    NativeBuffer copy = NativeBuffer.allocate(8192);

    assertThat(memory.readString(self, source.address(), copy, 100, 8000)).isEqualTo(6000);
    assertThat(copy.getBytes(100, 6000)).isEqualTo(text);
  }

  @Test
  void stopsAtTheLimit() {
    NativeBuffer source = NativeBuffer.cString("y".repeat(100).getBytes(StandardCharsets.UTF_8));
    NativeBuffer copy = NativeBuffer.allocate(64);

    assertThat(memory.readString(self, source.address(), copy, 0, 50))
        .isEqualTo(-Errno.ENAMETOOLONG);
  }

  @Test
  void reportsMemoryThatIsNotThere() {
    NativeBuffer copy = NativeBuffer.allocate(64);

    assertThat(memory.readString(self, 16, copy, 0, 64)).isEqualTo(-Errno.EFAULT);
  }

  @Test
  void writesIntoAProcess() {
    NativeBuffer target = NativeBuffer.allocate(16);
    NativeBuffer source = NativeBuffer.allocate(16);
    source.putLong(0, 4711);

    assertThat(memory.write(self, target.address(), source, 0, 8)).isEqualTo(8);
    assertThat(target.getLong(0)).isEqualTo(4711);
  }
}
