package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.sandbox.RootlessContainersOwner;
import org.junit.jupiter.api.Test;

class OwnerMessageTest {
  private final OwnerMessage message = new OwnerMessage();

  @Test
  void writesWhatTheOtherReaderReads() {
    message.decode(0);
    message.setNode(KernelConstants.S_IFBLK, 259, 70000);
    int length = message.encode(992, 0xFFFFFFFE);
    byte[] value = bytes(length);
    assertThat(RootlessContainersOwner.decode(value))
        .contains(RootlessContainersOwner.ofInts(992, 0xFFFFFFFE));
    message.decode(0);
    message.decode(length);
    assertThat(message.uidOr(1)).isEqualTo(992);
    assertThat(message.nodeType()).isEqualTo(KernelConstants.S_IFBLK);
    assertThat(message.major()).isEqualTo(259);
    assertThat(message.minor()).isEqualTo(70000);
  }

  @Test
  void isTheKnownValue() {
    message.decode(0);
    assertThat(bytes(message.encode(992, 123)))
        .isEqualTo(new byte[] {0x08, (byte) 0xe0, 0x07, 0x10, 0x7b});
  }

  @Test
  void saysNothingWhereItIsCutShort() {
    message.decode(0);
    int length = message.encode(992, 123);
    message.decode(length - 3);
    assertThat(message.uidOr(5)).isEqualTo(5);
    message.decode(-61);
    assertThat(message.gidOr(6)).isEqualTo(6);
  }

  private byte[] bytes(int length) {
    NativeBuffer copy = message.memory();
    return copy.getBytes(0, length);
  }
}
