package io.grampus.sandbox;

/** What a command's standard streams are connected to. */
public sealed interface StandardStreams {
  /** Input is empty; output goes to the listener. The command gets a session of its own. */
  record Captured(OutputListener listener) implements StandardStreams {}

  /** This process's own streams; input is empty unless it is asked for. */
  record Inherited(boolean input) implements StandardStreams {}
}
