package io.grampus.sandbox;

import io.grampus.os.Architecture;
import io.grampus.os.Availability;
import io.grampus.os.ClonedProcess;
import io.grampus.os.ErrnoException;
import io.grampus.os.ProcessCalls;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.NamespacePlan.Plan;
import io.grampus.sandbox.NamespacePlan.Surroundings;
import io.grampus.sandbox.emulation.CredentialTable;
import io.grampus.sandbox.emulation.EmulatedCalls;
import io.grampus.sandbox.emulation.PatchedTexts;
import io.grampus.sandbox.emulation.RootEmulation;
import io.grampus.sandbox.emulation.SandboxView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs commands in user namespaces with one mapped id, with root emulation by seccomp notification.
 *
 * <p>Safe for several threads, each running a command of its own.
 */
public final class UserNamespaceSandbox extends ProcessSandbox {
  private final boolean patching;

  /** Prepares the machine code that starts children; see the other constructor. */
  public UserNamespaceSandbox(Syscalls syscalls) {
    this(syscalls, false);
  }

  /**
   * Prepares the machine code that starts children.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @throws SandboxException {@code sandbox-unavailable} where executable memory is refused
   */
  public UserNamespaceSandbox(Syscalls syscalls, boolean counting) {
    this(syscalls, counting, Boolean.parseBoolean(System.getProperty("grampus.patch", "true")));
  }

  /**
   * Prepares the machine code that starts children.
   *
   * @param counting whether the output of a command ends with what the emulation had to do for it
   * @param patching whether programs may be changed to answer frequent calls themselves
   */
  UserNamespaceSandbox(Syscalls syscalls, boolean counting, boolean patching) {
    super(syscalls, counting);
    this.patching = patching && syscalls.architecture() == Architecture.X86_64;
  }

  @Override
  ExitStatus run(SandboxSpec spec, OwnerTable owners, Streams streams, StartListener started)
      throws ErrnoException, InterruptedException {
    CredentialTable credentials = new CredentialTable();
    Identity user = spec.identity();
    int number = credentials.numberOf(user.uid(), user.gid(), user.groups());
    Optional<PatchedTexts> patches = patches();
    Surroundings surroundings =
        new Surroundings(
            processes().userId(),
            processes().groupId(),
            SeccompPolicy.notifying(
                    syscalls().architecture(),
                    patches.isPresent()
                        ? EmulatedCalls.notifiedForEverybody()
                        : EmulatedCalls.notifiedFor(user.uid()))
                .withMarked(patches.map(texts -> new MarkedCalls(texts.marker())))
                .filter(),
            Optional.of(number),
            streams.fds(),
            streams.ownSession());
    Plan plan = NamespacePlan.of(spec, surroundings);
    ClonedProcess child = start(plan);
    streams.pumps().forEach(OutputPump::start);
    if (child.failed()) {
      processes().reap(child.pid());
      closeListener(plan, child);
      throw StartFailure.of(spec, plan, child);
    }
    RootEmulation.Sandboxed sandboxed =
        new RootEmulation.Sandboxed(
            listener(plan, child),
            new SandboxView.Namespace(child.pid()),
            surroundings.userId(),
            surroundings.groupId(),
            spec.root().changes(),
            credentials,
            owners,
            streams.tally(),
            waitsUndisturbed(plan, child) ? patches : Optional.empty(),
            streams.foreign());
    // The first process of a pid namespace takes all others with it: pid_namespaces(7).
    return new Supervision(processes(), child.pid(), List.of(ProcessCalls.SIGKILL))
        .await(
            end -> Optional.of(RootEmulation.start(syscalls(), stub(), sandboxed, end)),
            child.pid(),
            started);
  }

  /** Whether no signal makes a process run while its call is in hand, or its code is changed. */
  private static boolean waitsUndisturbed(Plan plan, ClonedProcess child) {
    return child.results().get(plan.listenerEntries().get(0)) >= 0;
  }

  private Optional<PatchedTexts> patches() {
    return patching
        ? Optional.of(new PatchedTexts(ThreadLocalRandom.current().nextLong()))
        : Optional.empty();
  }

  private ClonedProcess start(Plan plan) throws ErrnoException {
    try {
      return stub().start(plan.program(), plan.namespaces());
    } catch (ErrnoException e) {
      if (new UserNamespaceProbe(syscalls()).explain(e)
          instanceof Availability.Unavailable reason) {
        throw new SandboxException(
            "sandbox-unavailable",
            "no user namespace can be made here: " + reason.cause(),
            reason.hint(),
            e);
      }
      throw e;
    }
  }

  private static int listener(Plan plan, ClonedProcess child) {
    return plan.listenerEntries().stream()
        .map(entry -> child.results().get(entry))
        .filter(result -> result >= 0)
        .map(Long::intValue)
        .findFirst()
        .orElse(-1);
  }

  private void closeListener(Plan plan, ClonedProcess child) {
    int listener = listener(plan, child);
    if (listener >= 0) {
      processes().close(listener);
    }
  }
}
