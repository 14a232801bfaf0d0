package io.grampus.sandbox;

import java.util.Locale;

/** Which kind of sandbox the user wants. */
public enum SandboxPreference {
  /** The best that works here. */
  AUTO,
  /** User namespaces. */
  USERNS,
  /** Tracing of our own, with root emulated. */
  PTRACE,
  /** Proot, with root emulated in front of it. */
  PROOT,
  /** Proot, which fakes root itself. */
  PROOT_ONLY;

  /** Its name on the command line and in messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
