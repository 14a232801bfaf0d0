package io.grampus.tests.harness;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** git daemon on a free port of the loopback interface, with one repository. */
public final class GitServer implements Closeable {
  private static final String MAKE =
      """
      git init -q -b main work && cd work
      git config user.email person@example.org && git config user.name person
      mkdir -p sub && echo one > readme && echo '#!/bin/sh' > sub/run && chmod 700 sub/run
      ln -s readme link
      printf 'FROM busybox\\nCOPY . /all/\\n' > Dockerfile
      git add . && git commit -q -m one && git tag v1 && git tag -a -m annotated v1a
      echo two > readme && git commit -q -a -m two
      cd .. && git clone -q --bare work repository.git && git -C repository.git update-server-info
      """;

  private final int port;
  private final Path folder;
  private final RunningCommand server;

  private GitServer(int port, Path folder, RunningCommand server) {
    this.port = port;
    this.folder = folder;
    this.server = server;
  }

  /** Starts one, and stops it at the end of the test. */
  public static GitServer start(Workspace workspace) {
    Path folder = workspace.directory("git");
    workspace.command("sh", "-ec", "umask 077; " + MAKE).in(folder).succeed();
    int port = Registry.unusedPort();
    RunningCommand server =
        workspace
            .command(
                "git",
                "daemon",
                "--export-all",
                "--reuseaddr",
                "--base-path=" + folder,
                "--listen=127.0.0.1",
                "--port=" + port)
            .start();
    GitServer started = workspace.closeLater(new GitServer(port, folder, server));
    Eventually.holds(Duration.ofSeconds(30), "git daemon answers", started::answers);
    return started;
  }

  /** The repository: the commits "one", with the tags v1 and v1a, and "two", the branch main. */
  public String url() {
    return "git://127.0.0.1:" + port + "/repository.git";
  }

  /** The repository as a folder. */
  public Path bare() {
    return folder.resolve("repository.git");
  }

  /** The id of a commit. */
  public String commit(Workspace workspace, String ref) {
    return workspace
        .command("git", "-C", bare().toString(), "rev-parse", ref + "^{commit}")
        .succeed()
        .answer();
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

  @Override
  public void close() {
    server.kill();
  }
}
