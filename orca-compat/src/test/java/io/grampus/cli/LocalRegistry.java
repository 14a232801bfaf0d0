package io.grampus.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A registry on this machine, for as long as it is open. */
final class LocalRegistry implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

  private final Process process;
  private final int port;

  LocalRegistry(Path folder) throws IOException, InterruptedException {
    port = freePort();
    Path configuration = folder.resolve("registry.yml");
    Files.writeString(
        configuration,
        String.join(
            "\n",
            "version: 0.1",
            "log: {level: error, accesslog: {disabled: true}}",
            "storage: {filesystem: {rootdirectory: " + folder.resolve("registry") + "}}",
            "http: {addr: 127.0.0.1:" + port + "}",
            ""));
    process =
        new ProcessBuilder(PROGRAM.toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    waitUntilReady();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  private void waitUntilReady() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new IOException("the registry ended with " + process.exitValue(), e);
        }
      }
    }
    throw new IOException("the registry did not begin to listen");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
