package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshOptionsTest {
  @TempDir private Path folder;

  @Test
  void namesTheUsualAgentOrAnother() throws IOException {
    Path socket = folder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      SshOptions options = new SshOptions(Map.of("SSH_AUTH_SOCK", socket.toString()));

      assertThat(options.read(List.of("default", "other=" + socket)))
          .isEqualTo(Map.of("default", socket, "other", socket));
      refuses(options, "names \"other\" twice", "other", "other=" + socket);
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "a key");
    SshOptions options = new SshOptions(Map.of());

    refuses(options, "SSH_AUTH_SOCK is not set", "default");
    refuses(options, "does not exist", "default=/nowhere");
    refuses(options, "is not the socket of an agent", "default=" + key);
    assertThatThrownBy(() -> options.read(List.of("a=" + key)))
        .hasFieldOrPropertyWithValue(
            "hint", "for a key: eval $(ssh-agent) && ssh-add " + key + ", then --ssh default");
  }

  private static void refuses(SshOptions options, String words, String... texts) {
    assertThatThrownBy(() -> options.read(List.of(texts)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(words);
  }
}
