package io.grampus.os;

import java.util.Locale;

/**
 * A processor architecture that the bindings know: its system call numbers, its value in seccomp
 * data and its machine code.
 *
 * <p>Source: {@code <linux/audit.h>} for {@link #auditArchitecture}.
 */
public enum Architecture {
  /** 64-bit x86, in 64-bit mode; x32 is refused wherever a filter is installed. */
  X86_64(0xC000003E, "amd64"),
  /** 64-bit ARM, little endian. */
  AARCH64(0xC00000B7, "arm64");

  private final int auditArchitecture;
  private final String goArchitecture;

  Architecture(int auditArchitecture, String goArchitecture) {
    this.auditArchitecture = auditArchitecture;
    this.goArchitecture = goArchitecture;
  }

  /** The AUDIT_ARCH_* value that seccomp reports for this architecture. */
  public int auditArchitecture() {
    return auditArchitecture;
  }

  /** The name that image documents use, as in GOARCH. */
  public String goArchitecture() {
    return goArchitecture;
  }

  /**
   * The architecture this process runs on.
   *
   * @throws GrampusException {@code architecture-unsupported} on any other processor
   */
  public static Architecture current() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new GrampusException(
              "architecture-unsupported",
              "no system call table for the processor architecture '" + name + "'",
              "run on x86_64 or aarch64 with a 64-bit Java");
    };
  }
}
