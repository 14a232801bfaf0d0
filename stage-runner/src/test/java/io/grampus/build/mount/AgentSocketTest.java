package io.grampus.build.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.dockerfile.FileAccess;
import io.grampus.build.dockerfile.RunMount;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.os.LinuxSyscalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSocketTest {
  private static final byte REMOVE_ALL = 19;
  private static final byte REQUEST_IDENTITIES = 11;
  private static final byte IDENTITIES = 12;
  private static final byte FAILURE = 5;

  @TempDir private Path folder;

  @Test
  void theAgentListsItsKeysAndDoesNothingElse() throws Exception {
    Path agent = folder.resolve("agent");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(agent));
      CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answer(server));

      AgentSocket socket = AgentSocket.open(mount(), agent, longFolder(), files());
      try (SocketChannel command = connect(socket.path())) {
        assertThat(ask(command, REMOVE_ALL)).isEqualTo(FAILURE);
        assertThat(ask(command, REQUEST_IDENTITIES)).isEqualTo(IDENTITIES);
      } finally {
        socket.close();
      }

      assertThat(Files.getPosixFilePermissions(socket.path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
      answering.join();
    }
  }

  @Test
  void anAgentThatIsGoneIsAnError() {
    assertThatThrownBy(() -> AgentSocket.open(mount(), folder.resolve("nothing"), folder, files()))
        .isInstanceOf(MountException.class)
        .hasMessageContaining("cannot be passed on");
  }

  /** Names of sockets have at most 107 bytes; those of folders need not keep to that. */
  private Path longFolder() throws IOException {
    return Files.createDirectory(folder.resolve("long".repeat(40)));
  }

  private static SocketChannel connect(Path socket) throws IOException {
    Path shorter = Files.createTempDirectory("agent").resolve("s");
    Files.createSymbolicLink(shorter, socket);
    return SocketChannel.open(UnixDomainSocketAddress.of(shorter));
  }

  private static byte ask(SocketChannel command, byte type) throws IOException {
    command.write(ByteBuffer.allocate(5).putInt(1).put(type).flip());
    return typeOf(command);
  }

  private static byte typeOf(SocketChannel channel) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(5);
    int read = 0;
    while (message.hasRemaining() && read >= 0) {
      read = channel.read(message);
    }
    return message.get(4);
  }

  /** Takes the probe's connection, then answers one request. */
  private static void answer(ServerSocketChannel server) {
    try {
      server.accept().close();
      try (SocketChannel connection = server.accept()) {
        byte answer = typeOf(connection) == REQUEST_IDENTITIES ? IDENTITIES : REMOVE_ALL;
        connection.write(ByteBuffer.allocate(5).putInt(1).put(answer).flip());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RunMount.Ssh mount() {
    return new RunMount.Ssh("default", null, true, new FileAccess(0, 0, 0640));
  }

  private static StoreFiles files() {
    return new StoreFiles(new LinuxSyscalls());
  }
}
