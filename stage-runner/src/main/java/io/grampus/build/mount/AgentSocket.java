package io.grampus.build.mount;

import io.grampus.build.dockerfile.RunMount;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.OpenFlags;
import io.grampus.sandbox.OwnerTable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A socket of our own that stands for an SSH agent while a command runs: the agent's own could be
 * given neither owner nor mode, and would do for the command whatever it asks.
 */
final class AgentSocket {
  private static final int PERMISSIONS = 0777;

  private final Path path;
  private final Path agent;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  private AgentSocket(Path path, Path agent, ServerSocketChannel server) {
    this.path = path;
    this.agent = agent;
    this.server = server;
  }

  /**
   * Opens the socket.
   *
   * @param scratch a directory that is removed after the command
   * @throws MountException {@code ssh-unreachable}
   */
  static AgentSocket open(RunMount.Ssh mount, Path agent, Path scratch, StoreFiles files)
      throws IOException {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(agent))) {
      probe.finishConnect();
    } catch (IOException e) {
      throw MountException.agentUnreachable(mount.id(), agent + ": " + e.getMessage());
    }
    Path directory = Files.createTempDirectory(scratch, "agent");
    Path path = directory.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    byte[] name = ByteString.of(directory.toString()).toByteArray();
    try (Fd opened =
        files
            .access()
            .files()
            .openat(Fd.CURRENT_DIRECTORY, name, OpenFlags.PATH | OpenFlags.DIRECTORY)) {
      // The names of sockets are short, sun_path of unix(7); a store's path need not be.
      server.bind(UnixDomainSocketAddress.of("/proc/self/fd/" + opened.number() + "/s"));
      files
          .access()
          .files()
          .fchmodat(opened, new byte[] {'s'}, mount.access().mode() & PERMISSIONS);
      FileStatus status = files.access().files().statx(opened, new byte[] {'s'});
      files
          .notes()
          .owners()
          .put(
              status, new OwnerTable.Owner((int) mount.access().uid(), (int) mount.access().gid()));
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    AgentSocket socket = new AgentSocket(path, agent, server);
    start("ssh-agent", socket::accept);
    return socket;
  }

  /** The socket. */
  Path path() {
    return path;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel command = server.accept();
        connections.add(command);
        start("ssh-agent-connection", () -> serve(command));
      } catch (IOException e) {
        return; // the socket was closed, or nobody can connect any more
      }
    }
  }

  private void serve(SocketChannel command) {
    try (command;
        SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(agent))) {
      connections.add(upstream);
      new AgentConversation(command, upstream).run();
      connections.remove(upstream);
    } catch (IOException e) {
      return; // either side has hung up: the other one notices, too
    } finally {
      connections.remove(command);
    }
  }

  /** Ends all connections. */
  void close() throws IOException {
    server.close();
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
