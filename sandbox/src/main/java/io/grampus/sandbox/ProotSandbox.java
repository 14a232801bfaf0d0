package io.grampus.sandbox;

import io.grampus.os.ByteString;
import io.grampus.os.ClonedProcess;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.ExecutableProgram;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import io.grampus.os.TreeRemover;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.EmulatedCalls;
import io.grampus.sandbox.emulation.RootEmulation;
import io.grampus.sandbox.emulation.SandboxView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs commands where no namespaces can be had: proot, which traces them, translates their paths,
 * and root is emulated in front of it by seccomp notification, or else by proot itself.
 *
 * <p>Works on plain directories only. Safe for several threads, each running a command of its own.
 */
public final class ProotSandbox extends ProcessSandbox {
  private static final long CHECK_MILLISECONDS = 5;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

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
    closeToCommands();
  }

  /**
   * Commands see this process, which must not be open to them. Where there are namespaces it has to
   * be: a child that shares its memory maps its ids, and none but its owner may.
   */
  private void closeToCommands() {
    if (!new UserNamespaceProbe(syscalls()).probe().isAvailable()) {
      processes().refuseInspection();
    }
  }

  @Override
  ExitStatus run(SandboxSpec spec, OwnerTable owners, Streams streams, StartListener started)
      throws ErrnoException, InterruptedException {
    if (!(spec.root() instanceof RootFileSystem.Directory)) {
      throw new IllegalArgumentException("proot needs a plain directory");
    }
    if (spec.network() == NetworkMode.NONE) {
      throw new SandboxException(
          "sandbox-network",
          "a command without a network cannot be run here",
          "only the sandbox with user namespaces can keep it out; remove --network=none",
          null);
    }
    try {
      Path root = spec.root().changes().toRealPath();
      Path scratch = Files.createTempDirectory(root.resolveSibling("."), "p").normalize();
      try {
        return runIn(scratch.toRealPath(), spec, root, owners, streams, started);
      } finally {
        remove(scratch);
      }
    } catch (IOException e) {
      throw new SandboxException(
          "sandbox-failed", "the sandbox could not be set up: " + e.getMessage(), null, e);
    }
  }

  private ExitStatus runIn(
      Path scratch,
      SandboxSpec spec,
      Path root,
      OwnerTable owners,
      Streams streams,
      StartListener started)
      throws IOException, InterruptedException {
    if (!ProotFiles.needsMemory(spec.mounts()) || !Files.isWritable(SHARED_MEMORY)) {
      ProotFiles files = ProotFiles.of(spec.mounts(), scratch, scratch);
      return run(new Run(spec, root, scratch, owners, streams, started), files);
    }
    try (MemoryDirectory memory =
        MemoryDirectory.create(new FileCalls(syscalls()), SHARED_MEMORY)) {
      ProotFiles files = ProotFiles.of(spec.mounts(), scratch, memory.path());
      return run(new Run(spec, root, scratch, owners, streams, started), files);
    }
  }

  /** One command and where it runs. */
  private record Run(
      SandboxSpec spec,
      Path root,
      Path scratch,
      OwnerTable owners,
      Streams streams,
      StartListener started) {}

  private void remove(Path scratch) throws IOException {
    FileCalls files = new FileCalls(syscalls());
    byte[] parent = ByteString.of(scratch.resolveSibling(".").toString()).toByteArray();
    try (Fd directory = files.openat(Fd.CURRENT_DIRECTORY, parent, OpenFlags.DIRECTORY)) {
      new TreeRemover(files)
          .remove(directory, ByteString.of(scratch.getFileName().toString()).toByteArray());
    }
  }

  private ExitStatus run(Run run, ProotFiles files) throws IOException, InterruptedException {
    new MadeFiles(new FileCalls(syscalls())).make(files);
    Identity user = run.spec().identity();
    CredentialTable credentials = new CredentialTable();
    int number = credentials.numberOf(user.uid(), user.gid(), user.groups());
    Path starter = starter(run, files);
    try (DescriptorChannel channel = new DescriptorChannel(syscalls())) {
      List<String> arguments = ProotPlan.arguments(proot, run.root(), files, !emulating);
      ClonedProcess child =
          stub()
              .start(
                  ProotPlan.outer(
                      arguments, run.scratch(), run.streams(), channel.farEnd(), number),
                  0);
      channel.closeFarEnd();
      run.streams().pumps().forEach(OutputPump::start);
      if (child.failed()) {
        processes().reap(child.pid());
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
    Optional<io.grampus.os.BpfProgram> filter =
        emulating
            ? Optional.of(
                SeccompPolicy.filter(
                    syscalls().architecture(),
                    EmulatedCalls.notifiedInFrontOfProot(run.spec().identity().uid()),
                    proot.untranslated()))
            : Optional.empty();
    Path starter =
        files.bindings().stream()
            .filter(binding -> binding.target().equals("/dev"))
            .map(binding -> binding.source().resolve(".grampus"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no /dev"));
    Files.write(
        starter,
        ExecutableProgram.of(ProotPlan.starter(run.spec(), filter), syscalls().architecture()));
    Files.setPosixFilePermissions(starter, PosixFilePermissions.fromString("rwxr-xr-x"));
    return starter;
  }

  private ExitStatus supervise(
      Run run, long pid, DescriptorChannel channel, CredentialTable credentials, Path starter)
      throws IOException, InterruptedException {
    Supervision supervision =
        new Supervision(processes(), pid, List.of(ProcessCalls.SIGQUIT, ProcessCalls.SIGKILL));
    int listener;
    long command;
    try {
      command = next(channel, pid);
      listener = emulating ? listener(channel, pid) : -1;
      requireDirectory(run.spec(), next(channel, pid));
      Files.delete(starter);
    } catch (SandboxException | IOException | InterruptedException e) {
      processes().kill(pid, ProcessCalls.SIGQUIT);
      processes().reap(pid);
      throw e;
    }
    ExitStatus status =
        supervision.await(
            end ->
                emulating
                    ? Optional.of(emulation(run, pid, listener, credentials, end))
                    : Optional.empty(),
            command,
            run.started());
    requireExecuted(run.spec(), channel);
    return status;
  }

  private RootEmulation emulation(
      Run run, long tracer, int listener, CredentialTable credentials, Runnable end)
      throws ErrnoException {
    return RootEmulation.start(
        syscalls(),
        stub(),
        new RootEmulation.Sandboxed(
            listener,
            new SandboxView.Translated(run.root(), tracer),
            processes().userId(),
            processes().groupId(),
            run.root(),
            credentials,
            run.owners(),
            run.streams().tally(),
            Optional.empty(),
            run.streams().foreign()),
        end);
  }

  /** The next number that the starter tells; it does not take long, unless proot ends before. */
  private long next(DescriptorChannel channel, long pid) throws IOException, InterruptedException {
    int pidFd = processes().openPidFd(pid);
    try {
      while (true) {
        boolean ended = processes().awaitEnd(pidFd, 0);
        OptionalLong number = channel.number();
        if (number.isPresent()) {
          return number.getAsLong();
        }
        if (ended) {
          throw new SandboxException(
              "sandbox-failed",
              "proot ended before it executed anything",
              "its own message is above; `grampus doctor` shows what this machine allows",
              null);
        }
        Thread.sleep(CHECK_MILLISECONDS);
      }
    } finally {
      processes().close(pidFd);
    }
  }

  private int listener(DescriptorChannel channel, long pid)
      throws IOException, InterruptedException {
    long installed = next(channel, pid);
    if (Syscalls.failed(installed)) {
      throw new SandboxException(
          "sandbox-unavailable",
          "no system call filter with notification can be installed: "
              + Errno.description((int) -installed),
          installed == -Errno.EBUSY
              ? "this process is inside a sandbox of the same kind already; a process tree can have"
                  + " one only. Use --sandbox=proot-only"
              : "it needs Linux 5.19; --sandbox=proot-only does without",
          null);
    }
    for (int descriptor = channel.descriptor(); ; descriptor = channel.descriptor()) {
      if (descriptor != -Errno.EAGAIN) {
        return descriptor;
      }
      Thread.sleep(1);
    }
  }

  private static void requireDirectory(SandboxSpec spec, long entered) {
    if (Syscalls.failed(entered)) {
      throw new SandboxException(
          "working-directory",
          "cannot enter the working directory "
              + spec.workingDirectory()
              + ": "
              + Errno.description((int) -entered),
          "WORKDIR must name a directory",
          null);
    }
  }

  private static void requireExecuted(SandboxSpec spec, DescriptorChannel channel) {
    List<Long> attempts =
        java.util.stream.Stream.generate(channel::number)
            .takeWhile(OptionalLong::isPresent)
            .map(OptionalLong::getAsLong)
            .toList();
    if (attempts.size() == ProcessPlan.candidates(spec).size()) {
      throw StartFailure.notExecuted(spec, attempts, null);
    }
  }
}
