package io.grampus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --ssh default} and {@code --ssh NAME=SOCKET}. */
final class SshOptions {
  private static final String DEFAULT = "default";
  private static final String VARIABLE = "SSH_AUTH_SOCK";

  private final Map<String, String> environment;

  /** Takes the usual agent from this environment. */
  SshOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The agents' sockets by id. */
  Map<String, Path> read(List<String> options) {
    Map<String, Path> agents = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      String id = name.isEmpty() ? DEFAULT : name;
      Path socket = equals < 0 ? usual() : Path.of(option.substring(equals + 1));
      if (agents.put(id, checked(id, socket)) != null) {
        throw new UsageException(
            "--ssh names \"" + id + "\" twice", "give each agent its own name");
      }
    }
    return agents;
  }

  private Path usual() {
    String socket = environment.getOrDefault(VARIABLE, "");
    if (socket.isEmpty()) {
      throw new UsageException(
          "--ssh: there is no SSH agent, " + VARIABLE + " is not set",
          "start one: eval $(ssh-agent) && ssh-add; or write --ssh NAME=SOCKET");
    }
    return Path.of(socket);
  }

  /** Keys in files are an agent's business: it asks for pass phrases and knows every format. */
  private static Path checked(String id, Path socket) {
    try {
      int type = (Integer) Files.getAttribute(socket, "unix:mode") & 0170000;
      if (type != 0140000) {
        throw new UsageException(
            "--ssh " + id + "=" + socket + " is not the socket of an agent",
            "for a key: eval $(ssh-agent) && ssh-add " + socket + ", then --ssh default");
      }
      return socket.toAbsolutePath();
    } catch (IOException e) {
      throw new UsageException(
          "--ssh " + id + "=" + socket + " does not exist", "write --ssh NAME=SOCKET");
    }
  }
}
