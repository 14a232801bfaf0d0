package io.grampus.build.tool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real registry on a free port of 127.0.0.1, with its data in a temporary directory. */
final class LoopbackRegistry implements AutoCloseable {
  private static final long START_SECONDS = 20;

  private final Process process;
  private final int port;

  private LoopbackRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static LoopbackRegistry start(Path directory) throws Exception {
    return start(directory, "");
  }

  /** A registry that wants a user's name and a password from a file in htpasswd format. */
  static LoopbackRegistry startWithPasswords(Path directory, Path passwords) throws Exception {
    return start(directory, "auth:\n  htpasswd:\n    realm: test\n    path: " + passwords + "\n");
  }

  private static LoopbackRegistry start(Path directory, String more) throws Exception {
    Path program = Requirement.program("docker-registry");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: "
                + directory.resolve("data")
                + "\nhttp:\n  addr: 127.0.0.1:"
                + port
                + "\n"
                + more);
    Process process =
        new ProcessBuilder(program.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    LoopbackRegistry registry = new LoopbackRegistry(process, port);
    registry.await(directory.resolve("log"));
    return registry;
  }

  private void await(Path log) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    close();
    throw new IOException("the registry did not start: " + Files.readString(log));
  }

  /** A name in this registry. */
  String name(String repositoryAndTag) {
    return "127.0.0.1:" + port + "/" + repositoryAndTag;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
