package io.grampus.tests.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Debian's docker-registry on a free port of the loopback interface, without TLS. */
public final class Registry implements Closeable {
  private static final String BCRYPT_ACCOUNT =
      "user:$2y$04$abcdefghijklmnopqrstuu7govE5p0NSk1WUEk5C2Qm3hpPC6VJ66\n";

  private final int port;
  private final RunningCommand server;

  private Registry(int port, RunningCommand server) {
    this.port = port;
    this.server = server;
  }

  /** Starts one that keeps its images in the workspace, and stops it at the end of the test. */
  public static Registry start(Workspace workspace) {
    return start(workspace, "");
  }

  /**
   * As {@link #start(Workspace)}, for the user {@code user} with the password {@code pass:word}.
   */
  public static Registry startWithAccount(Workspace workspace) {
    Path accounts = workspace.file("accounts", BCRYPT_ACCOUNT);
    return start(workspace, "auth: {htpasswd: {realm: test, path: " + accounts + "}}");
  }

  private static Registry start(Workspace workspace, String more) {
    int port = unusedPort();
    String configuration =
        """
        version: 0.1
        log: {level: warn}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:%d"}
        %s
        """
            .formatted(workspace.directory("registry"), port, more);
    RunningCommand server =
        workspace
            .command(
                "docker-registry",
                "serve",
                workspace.file("registry.yml", configuration).toString())
            .with(Map.of("OTEL_TRACES_EXPORTER", "none"))
            .start();
    Registry registry = workspace.closeLater(new Registry(port, server));
    Eventually.holds(Duration.ofSeconds(30), "the registry answers", registry::answers);
    return registry;
  }

  /** The name of a repository in it, as part of an image's name. */
  public String name(String repository) {
    return "127.0.0.1:" + port + "/" + repository;
  }

  private boolean answers() {
    if (!server.isAlive()) {
      throw new AssertionError(server.outcome().toString());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** A port that nothing listens on at the moment. */
  public static int unusedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.kill();
  }
}
