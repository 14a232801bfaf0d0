package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalForwardingTest {
  private static final int SIGCONT = 18;

  /** SIGCONT does nothing to a process that runs, so this is safe without the forwarding too. */
  @Test
  void passesASignalOnUntilClosed() throws Exception {
    LinkedBlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    SignalForwarding forwarding = SignalForwarding.to(received::add);
    sendContinue();
    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(SIGCONT);
    forwarding.close();
    sendContinue();
    assertThat(received.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  private static void sendContinue() throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-CONT", self).start().waitFor()).isZero();
  }
}
