package io.grampus.sandbox;

import io.grampus.os.Architecture;
import io.grampus.os.BpfProgram;
import io.grampus.os.ClonedProcess;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.ErrnoException;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.FileCalls;
import io.grampus.os.ProcessCalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.WaitStatus;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.EmulatedCalls;
import io.grampus.sandbox.emulation.RootEmulation;
import io.grampus.sandbox.emulation.SandboxView;
import io.grampus.sandbox.emulation.Tracer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Runs commands where no namespaces can be had, without a program that translates paths: the
 * emulation of root, notified by seccomp, makes all calls on files itself, and ptrace(2) stops a
 * process only where it executes a program or changes its directory.
 *
 * <p>Works on plain directories only, and on x86_64. Safe for several threads, each running a
 * command of its own.
 */
public final class TracingSandbox extends PlainSandbox {
  /** Calls that take paths and that programs know how to do without. */
  private static final Set<SyscallNumber> ABSENT = EnumSet.of(SyscallNumber.EXECVEAT);

  private final SecureRandom random = new SecureRandom();

  /**
   * A sandbox.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused, or on
   *     another architecture
   */
  public TracingSandbox(Syscalls syscalls, boolean counting) {
    super(syscalls, counting);
    if (syscalls.architecture() != Architecture.X86_64) {
      throw new SandboxException(
          "sandbox-unavailable",
          "this sandbox loads programs for x86_64 only",
          "use --sandbox=proot",
          null);
    }
  }

  @Override
  ExitStatus execute(Run run, ProotFiles files) throws IOException, InterruptedException {
    new MadeFiles(new FileCalls(syscalls())).make(files);
    Identity user = run.spec().identity();
    CredentialTable credentials = new CredentialTable();
    int number = credentials.numberOf(user.uid(), user.gid(), user.groups());
    long mark = random.nextLong();
    BpfProgram filter = filter(mark);
    Path starter =
        write(
            run.scratch().resolve("starter"),
            ExecutableProgram.of(
                StarterPlan.traced(run.spec(), filter), syscalls().architecture()));
    Path loader =
        write(run.scratch().resolve("loader"), ExecutableProgram.loader(syscalls().architecture()));
    try (DescriptorChannel channel = new DescriptorChannel(syscalls())) {
      ClonedProcess child =
          start(
              run,
              StarterPlan.executing(starter.toString(), run.streams(), channel.farEnd(), number),
              channel);
      if (child.failed()) {
        throw child.failure();
      }
      return supervise(new Started(run, files, child.pid(), loader, mark), channel, credentials);
    }
  }

  private BpfProgram filter(long mark) {
    Set<SyscallNumber> notified = EnumSet.copyOf(EmulatedCalls.notifiedOfAllPaths());
    Set<SyscallNumber> traced = EnumSet.copyOf(EmulatedCalls.traced());
    if (!processes().mayCopyDescriptors()) {
      notified.removeAll(EmulatedCalls.onSockets());
      traced.addAll(EmulatedCalls.onSockets());
    }
    return SeccompPolicy.notifying(syscalls().architecture(), notified)
        .withAbsent(ABSENT)
        .withTraced(traced, mark)
        .filter();
  }

  /** A child that executes the starter. */
  private record Started(Run run, ProotFiles files, long pid, Path loader, long mark) {}

  private ExitStatus supervise(
      Started child, DescriptorChannel channel, CredentialTable credentials)
      throws IOException, InterruptedException {
    StarterReport report = new StarterReport(processes(), channel, child.pid(), "the starter");
    int listener;
    Tracer tracer;
    try {
      report.next();
      listener = report.listener();
      tracer = attach(child);
    } catch (SandboxException | IOException | InterruptedException e) {
      processes().kill(child.pid(), ProcessCalls.SIGKILL);
      processes().reap(child.pid());
      throw e;
    }
    Supervision supervision =
        new Supervision(
            processes(), child.pid(), List.of(ProcessCalls.SIGKILL), pid -> awaitEnd(tracer));
    ExitStatus status =
        supervision.await(
            end -> Optional.of(emulation(child, tracer, listener, credentials, channel, end)),
            child.pid(),
            child.run().started());
    OptionalLong entered = report.last();
    if (entered.isPresent()) {
      StarterReport.requireDirectory(child.run().spec(), entered.getAsLong());
    }
    report.requireExecuted(child.run().spec());
    return status;
  }

  private static WaitStatus awaitEnd(Tracer tracer) {
    try {
      return tracer.awaitEnd();
    } catch (CompletionException e) {
      throw Supervision.failure(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private Tracer attach(Started child) throws InterruptedException {
    try {
      return Tracer.attach(syscalls(), child.pid(), child.loader(), child.mark());
    } catch (ErrnoException e) {
      throw new SandboxException(
          "sandbox-unavailable",
          "no process may be traced here: " + e.getMessage(),
          "a container needs a seccomp profile that allows ptrace(2); on the machine see"
              + " /proc/sys/kernel/yama/ptrace_scope",
          e);
    }
  }

  private RootEmulation emulation(
      Started child,
      Tracer tracer,
      int listener,
      CredentialTable credentials,
      DescriptorChannel channel,
      Runnable end)
      throws ErrnoException {
    Run run = child.run();
    List<SandboxView.Binding> bindings =
        child.files().bindings().stream()
            .map(binding -> new SandboxView.Binding(binding.source(), binding.target()))
            .toList();
    SandboxView view = new SandboxView.Traced(run.root(), bindings, tracer);
    RootEmulation emulation = emulate(run, listener, view, credentials, end);
    channel.release();
    return emulation;
  }
}
