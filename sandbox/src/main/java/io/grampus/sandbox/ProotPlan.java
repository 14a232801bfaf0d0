package io.grampus.sandbox;

import static io.grampus.os.SyscallProgram.text;

import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns a specification into what executes proot, which executes {@link StarterPlan}. */
final class ProotPlan {
  /** Where the sandbox sees the starter: in /dev, a directory that is made for it. */
  static final String STARTER_NAME = ".grampus";

  private static final String STARTER = "/dev/" + STARTER_NAME;

  private ProotPlan() {}

  /** The arguments of proot itself. */
  static List<String> arguments(ProotProgram proot, Path root, ProotFiles files, boolean fakeRoot) {
    List<String> arguments = new ArrayList<>(List.of(proot.path().toString()));
    if (fakeRoot) {
      arguments.add("-0");
    }
    arguments.addAll(List.of("-r", root.toString()));
    for (ProotFiles.Binding binding : files.bindings()) {
      arguments.addAll(List.of("-b", binding.source() + ":" + binding.target()));
    }
    arguments.addAll(List.of("-w", "/", "-v", "-1", STARTER));
    return arguments;
  }

  /**
   * The calls that execute proot.
   *
   * @param scratch an existing directory for proot's own files
   * @param channel the descriptor of the channel's far end
   */
  static SyscallProgram outer(
      List<String> arguments,
      Path scratch,
      ProcessSandbox.Streams streams,
      int channel,
      int credentials) {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    new ProcessPlan(program).begin(streams, channel, credentials, ProcessCalls.SIGQUIT);
    program.add(
        "execute " + arguments.get(0),
        SyscallNumber.EXECVE,
        text(arguments.get(0)),
        SyscallProgram.strings(arguments),
        SyscallProgram.strings(
            List.of("PROOT_NO_SECCOMP=1", "PROOT_TMP_DIR=" + scratch, "LC_ALL=C")));
    return program.build();
  }
}
