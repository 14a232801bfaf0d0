package io.grampus.build.tool;

import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The git program. It sees neither the user's nor the system's configuration, cannot ask anybody
 * anything, runs no hooks, and reaches repositories by network protocols only: a repository cannot
 * name files of this machine as its submodules.
 */
public final class Git {
  private static final String MINIMUM = "2.20";
  private static final int LINES_SHOWN = 3;

  /** What git may know of the user's environment. */
  private static final List<String> PASSED_ON =
      List.of(
          "PATH",
          "SSH_AUTH_SOCK",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTPS_PROXY",
          "NO_PROXY");

  private final ExternalTool tool;

  /** The git on the PATH, or the one that {@code GRAMPUS_GIT} names. */
  public Git(ToolRunner runner) {
    this.tool = new ExternalTool(runner, "git", "git", MINIMUM);
  }

  /**
   * Runs a command of git's to its end.
   *
   * @param purpose what for, as the beginning of a sentence: "cannot …"
   * @param directory where it runs
   * @return its standard output
   * @throws GrampusException {@code git-failed}, {@code tool-…}, {@code interrupted}
   */
  public String run(String purpose, Path directory, List<String> arguments) {
    ToolResult result =
        tool.runner().run(command(directory, arguments), directory, ToolOutput.RESULT);
    if (!result.isSuccess()) {
      throw new GrampusException(
          "git-failed",
          purpose + ": " + lastLines(result.errors()),
          "check the address, the ref and the network; nothing asks for a password here");
    }
    return result.outputText();
  }

  /** A shell sets the umask, which decides the modes of what is checked out. */
  private List<String> command(Path directory, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh", "env", "-i"));
    environment().forEach((name, value) -> command.add(name + "=" + value));
    command.add(tool.program(directory).toString());
    for (String setting :
        List.of(
            "core.hooksPath=/dev/null",
            "credential.helper=",
            "init.defaultBranch=master",
            "advice.detachedHead=false",
            "http.lowSpeedLimit=1",
            "http.lowSpeedTime=60")) {
      command.add("-c");
      command.add(setting);
    }
    command.addAll(arguments);
    return command;
  }

  private Map<String, String> environment() {
    Map<String, String> mine = tool.runner().environment();
    Map<String, String> environment = new TreeMap<>();
    for (String name : PASSED_ON) {
      if (mine.containsKey(name)) {
        environment.put(name, mine.getOrDefault(name, ""));
      }
    }
    if (mine.containsKey("SSL_CERT_FILE")) {
      environment.put("GIT_SSL_CAINFO", mine.getOrDefault("SSL_CERT_FILE", ""));
    }
    environment.put("HOME", "/dev/null");
    environment.put("LC_ALL", "C");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_SSH_COMMAND", "ssh -F /dev/null -o BatchMode=yes");
    environment.put("GIT_ALLOW_PROTOCOL", "git:http:https:ssh");
    return environment;
  }

  private static String lastLines(String errors) {
    List<String> lines = errors.strip().lines().map(String::strip).toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }
}
