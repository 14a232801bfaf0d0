package io.grampus.sandbox;

import io.grampus.os.ClonedProcess;
import io.grampus.os.DescriptorChannel;
import io.grampus.os.ErrnoException;
import io.grampus.os.FileCalls;
import io.grampus.os.SyscallProgram;
import io.grampus.os.Syscalls;
import io.grampus.os.TreeRemover;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.RootEmulation;
import io.grampus.sandbox.emulation.SandboxView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What sandboxes without namespaces have in common: a plain directory as the root, a place for what
 * is shown over it, and a builder that commands can see and must not look into.
 */
abstract class PlainSandbox extends ProcessSandbox {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** As {@link ProcessSandbox}. */
  PlainSandbox(Syscalls syscalls, boolean counting) {
    super(syscalls, counting);
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
      throw new IllegalArgumentException("this sandbox needs a plain directory");
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
        new TreeRemover(new FileCalls(syscalls())).remove(scratch);
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
      return execute(new Run(spec, root, scratch, owners, streams, started), files);
    }
    try (MemoryDirectory memory =
        MemoryDirectory.create(new FileCalls(syscalls()), SHARED_MEMORY)) {
      ProotFiles files = ProotFiles.of(spec.mounts(), scratch, memory.path());
      return execute(new Run(spec, root, scratch, owners, streams, started), files);
    }
  }

  /** One command and where it runs. */
  record Run(
      SandboxSpec spec,
      Path root,
      Path scratch,
      OwnerTable owners,
      Streams streams,
      StartListener started) {}

  /** Runs the command with those files over its root. */
  abstract ExitStatus execute(Run run, ProotFiles files) throws IOException, InterruptedException;

  /** Writes a program. */
  final Path write(Path path, byte[] program) throws IOException {
    Files.write(path, program);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts a child that executes these calls; what it said if it could not. */
  final ClonedProcess start(Run run, SyscallProgram calls, DescriptorChannel channel)
      throws ErrnoException {
    ClonedProcess child = stub().start(calls, 0);
    channel.closeFarEnd();
    run.streams().pumps().forEach(OutputPump::start);
    if (child.failed()) {
      processes().reap(child.pid());
    }
    return child;
  }

  /**
   * Starts to emulate root.
   *
   * @param listener what the calls are notified by
   * @param end ends the sandbox where that fails
   */
  final RootEmulation emulate(
      Run run, int listener, SandboxView view, CredentialTable credentials, Runnable end)
      throws ErrnoException {
    return RootEmulation.start(
        syscalls(),
        stub(),
        new RootEmulation.Sandboxed(
            listener,
            view,
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
}
