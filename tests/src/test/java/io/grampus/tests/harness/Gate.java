package io.grampus.tests.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps commands of a build waiting until the test lets them go on. They are connected meanwhile to
 * a port of the loopback interface, which RUN shares with the machine.
 */
public final class Gate implements Closeable {
  private final ServerSocket port;
  private final CountDownLatch opened = new CountDownLatch(1);

  private Gate(ServerSocket port) {
    this.port = port;
  }

  /** A closed gate, which is gone at the end of the test. */
  public static Gate closed(Workspace workspace) {
    try {
      Gate gate = new Gate(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread keeper = new Thread(gate::keep, "gate");
      keeper.setDaemon(true);
      keeper.start();
      return workspace.closeLater(gate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep() {
    try {
      while (true) {
        Socket one = port.accept();
        opened.await();
        one.close();
      }
    } catch (IOException e) {
      // the test is over
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A command for the shell of BusyBox that waits at the gate. */
  public String command() {
    return "nc 127.0.0.1 " + port.getLocalPort() + " < /dev/null";
  }

  /** Lets everybody through from now on. */
  public void open() {
    opened.countDown();
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
