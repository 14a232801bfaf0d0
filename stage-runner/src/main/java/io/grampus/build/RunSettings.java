package io.grampus.build;

import java.util.List;

/**
 * What every RUN of a build gets beyond what the Dockerfile says.
 *
 * @param hosts further lines for /etc/hosts, in order
 * @param networkByDefault whether a RUN that says nothing of the network has one
 * @param hostName what the machine is called
 */
public record RunSettings(List<Host> hosts, boolean networkByDefault, String hostName) {
  /** Nothing beyond the Dockerfile; the name is BuildKit's. */
  public static final RunSettings USUAL = new RunSettings(List.of(), true, "buildkitsandbox");

  /**
   * A name in /etc/hosts.
   *
   * @param name without blanks
   * @param address an IP address as text
   */
  public record Host(String name, String address) {
    /** The line of the file, without its end. */
    public String line() {
      return address + "\t" + name;
    }
  }

  /** Copies the list. */
  public RunSettings {
    hosts = List.copyOf(hosts);
  }
}
