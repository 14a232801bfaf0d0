package io.grampus.sandbox;

/** Which network a command in a sandbox sees. */
public enum NetworkMode {
  /** The network of the machine, shared. */
  HOST,
  /** A network of its own with nothing but a loopback interface. */
  NONE
}
