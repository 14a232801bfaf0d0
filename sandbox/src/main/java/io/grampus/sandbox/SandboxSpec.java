package io.grampus.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What to run and in which surroundings; a value.
 *
 * @param root the root file system
 * @param mounts what is mounted over it, in order
 * @param arguments the command; the first word is looked up in the environment's PATH unless it
 *     holds a slash
 * @param environment {@code NAME=value} strings
 * @param workingDirectory absolute path inside the root file system, which must exist
 * @param identity the user it starts as
 * @param network which network it sees
 * @param hostName its host name
 */
public record SandboxSpec(
    RootFileSystem root,
    List<Mount> mounts,
    List<String> arguments,
    List<String> environment,
    String workingDirectory,
    Identity identity,
    NetworkMode network,
    String hostName) {
  /** Copies the lists; a command has at least one word. */
  public SandboxSpec {
    mounts = List.copyOf(mounts);
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
  }

  /** The same with more mounts, behind those there are. */
  public SandboxSpec withMounts(List<Mount> more) {
    List<Mount> all = new ArrayList<>(mounts);
    all.addAll(more);
    return new SandboxSpec(
        root, all, arguments, environment, workingDirectory, identity, network, hostName);
  }

  /** The same with another command. */
  public SandboxSpec withArguments(List<String> others) {
    return new SandboxSpec(
        root, mounts, others, environment, workingDirectory, identity, network, hostName);
  }
}
