package io.grampus.sandbox;

import io.grampus.os.BpfProgram;
import io.grampus.os.ClonedProcess;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.FileCalls;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.EmulatedCalls;
import io.grampus.sandbox.emulation.SandboxView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs commands where no namespaces can be had: proot, which traces them, translates their paths,
 * and root is emulated in front of it by seccomp notification, or else by proot itself.
 *
 * <p>Works on plain directories only. Safe for several threads, each running a command of its own.
 */
public final class ProotSandbox extends PlainSandbox {
  private final ProotProgram proot;
  private final boolean emulating;

  /**
   * A sandbox with that proot.
   *
   * @param emulating whether root is emulated by us; else proot fakes what it can
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused
   */
  public ProotSandbox(Syscalls syscalls, ProotProgram proot, boolean emulating, boolean counting) {
    super(syscalls, counting);
    this.proot = proot;
    this.emulating = emulating;
  }

  @Override
  ExitStatus execute(Run run, ProotFiles files) throws IOException, InterruptedException {
    new MadeFiles(new FileCalls(syscalls())).make(files);
    Identity user = run.spec().identity();
    CredentialTable credentials = new CredentialTable();
    int number = credentials.numberOf(user.uid(), user.gid(), user.groups());
    Path starter = starter(run, files);
    try (DescriptorChannel channel = new DescriptorChannel(syscalls())) {
      List<String> arguments = ProotPlan.arguments(proot, run.root(), files, !emulating);
      ClonedProcess child =
          start(
              run,
              ProotPlan.outer(arguments, run.scratch(), run.streams(), channel.farEnd(), number),
              channel);
      if (child.failed()) {
        throw new SandboxException(
            "sandbox-failed",
            "proot could not be started: " + child.failure().getMessage(),
            "see that " + proot.path() + " is a program that can be executed",
            child.failure());
      }
      return supervise(run, child.pid(), channel, credentials, starter);
    }
  }

  private Path starter(Run run, ProotFiles files) throws IOException {
    Optional<BpfProgram> filter =
        emulating
            ? Optional.of(
                SeccompPolicy.notifying(
                        syscalls().architecture(),
                        EmulatedCalls.notifiedInFrontOfProot(run.spec().identity().uid()))
                    .withAbsent(proot.untranslated())
                    .filter())
            : Optional.empty();
    Path devices =
        files.bindings().stream()
            .filter(binding -> binding.target().equals("/dev"))
            .map(ProotFiles.Binding::source)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no /dev"));
    return write(
        devices.resolve(ProotPlan.STARTER_NAME),
        ExecutableProgram.of(
            StarterPlan.belowProot(run.spec(), filter), syscalls().architecture()));
  }

  private ExitStatus supervise(
      Run run, long pid, DescriptorChannel channel, CredentialTable credentials, Path starter)
      throws IOException, InterruptedException {
    Supervision supervision =
        new Supervision(processes(), pid, List.of(ProcessCalls.SIGQUIT, ProcessCalls.SIGKILL));
    StarterReport report = new StarterReport(processes(), channel, pid, "proot");
    int listener;
    long command;
    try {
      command = report.next();
      listener = emulating ? report.listener() : -1;
      StarterReport.requireDirectory(run.spec(), report.next());
      Files.delete(starter);
    } catch (SandboxException | IOException | InterruptedException e) {
      processes().kill(pid, ProcessCalls.SIGQUIT);
      processes().reap(pid);
      throw e;
    }
    SandboxView view = new SandboxView.Translated(run.root(), pid);
    ExitStatus status =
        supervision.await(
            end ->
                emulating
                    ? Optional.of(emulate(run, listener, view, credentials, end))
                    : Optional.empty(),
            command,
            run.started());
    report.requireExecuted(run.spec());
    return status;
  }
}
