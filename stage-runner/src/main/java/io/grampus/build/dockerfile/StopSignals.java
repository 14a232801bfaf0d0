package io.grampus.build.dockerfile;

import java.util.Locale;
import java.util.Set;

/** The signals that {@code STOPSIGNAL} may name: those of Linux (signal(7)). */
public final class StopSignals {
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
          "RTMIN", "RTMAX");

  private StopSignals() {}

  /**
   * Refuses what is no signal.
   *
   * @param instruction already expanded
   * @throws DockerfileException unless it is a number other than 0, which is as much as BuildKit
   *     looks at, or a name, with or without SIG, {@code RTMIN+1} to {@code RTMIN+15} and {@code
   *     RTMAX-1} to {@code RTMAX-14} included
   */
  public static void check(StopsignalInstruction instruction) {
    String signal = instruction.signal();
    String name = signal.toUpperCase(Locale.ROOT);
    name = name.startsWith("SIG") ? name.substring(3) : name;
    boolean known =
        signal.matches("[+-]?0*[1-9][0-9]{0,17}")
            || NAMES.contains(name)
            || name.matches("RTMIN[+]([1-9]|1[0-5])")
            || name.matches("RTMAX-([1-9]|1[0-4])");
    if (!known) {
      throw new DockerfileException(
          "dockerfile-signal",
          "invalid signal: " + signal,
          "name one, such as SIGTERM, or write its number",
          instruction.range());
    }
  }
}
