package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.BpfProgram;
import io.grampus.os.ByteString;
import io.grampus.os.SyscallNumber;
import io.grampus.os.SyscallProgram;
import io.grampus.os.SyscallProgram.Entry;
import io.grampus.sandbox.NamespacePlan.Plan;
import io.grampus.sandbox.NamespacePlan.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamespacePlanTest {
  private static final BpfProgram FILTER =
      new BpfProgram.Builder().returns(BpfProgram.RETURN_ALLOW).build();

  private static SandboxSpec spec(List<Mount> mounts, NetworkMode network) {
    return new SandboxSpec(
        new RootFileSystem.Overlay(Path.of("/store"), List.of("s/2", "s/1"), "u", "w", "m"),
        mounts,
        List.of("true"),
        List.of("PATH=/usr/bin:/bin"),
        "/work",
        Identity.ROOT,
        network,
        "name");
  }

  private static Plan plan(SandboxSpec spec) {
    return NamespacePlan.of(
        spec, new Surroundings(1000, 1001, FILTER, Optional.of(0), List.of(-1, 10, 11), true));
  }

  private static List<Entry> entries(Plan plan, SyscallNumber number) {
    return plan.program().entries().stream().filter(e -> e.number() == number).toList();
  }

  @Test
  void theSameSpecificationGivesTheSamePlan() {
    assertThat(plan(spec(StandardMounts.kernelFileSystems(), NetworkMode.HOST)))
        .isEqualTo(plan(spec(StandardMounts.kernelFileSystems(), NetworkMode.HOST)));
  }

  @Test
  void mapsTheOwnIdsToRootAfterGivingUpSupplementaryGroups() {
    List<Entry> writes = entries(plan(spec(List.of(), NetworkMode.HOST)), SyscallNumber.WRITE);

    assertThat(writes.stream().map(entry -> entry.arguments().get(1)))
        .containsExactly(
            SyscallProgram.text("0 1000 1\n"),
            SyscallProgram.text("deny"),
            SyscallProgram.text("0 1001 1\n"));
  }

  @Test
  void mountsTheOverlayByShortNamesTopmostFirst() {
    Entry overlay =
        entries(plan(spec(List.of(), NetworkMode.HOST)), SyscallNumber.MOUNT).stream()
            .filter(entry -> entry.purpose().equals("mount the overlay"))
            .findFirst()
            .orElseThrow();

    assertThat(overlay.arguments().get(4))
        .isEqualTo(SyscallProgram.text("lowerdir=s/2:s/1,upperdir=u,workdir=w,userxattr,volatile"));
    assertThat(overlay.skipAfterSuccess()).isEqualTo(1);
  }

  @Test
  void mountsOutsideBeforeTheRootIsEnteredAndClosesWhatItWrote() {
    RootFileSystem.Overlay overlay =
        new RootFileSystem.Overlay(Path.of("/store"), List.of("../files"), "u2", "w2", "m2");
    MemoryFile secret =
        new MemoryFile("0", ByteString.of("hidden"), 0400, new RootlessContainersOwner(4242, 5));
    Plan plan =
        plan(
            spec(
                List.of(
                    new Mount.Bind(Path.of("/store/m2/sub"), "/target", false),
                    new Mount.ReadOnly("/target"),
                    new Mount.Merged(overlay),
                    new Mount.Memory(Path.of("/store/t"), List.of(secret))),
                NetworkMode.HOST));
    List<String> purposes = plan.program().entries().stream().map(Entry::purpose).toList();

    assertThat(purposes)
        .containsSubsequence(
            "mount the overlay",
            "mount a tmpfs on /store/t",
            "create /store/t/0",
            "write /store/t/0",
            "close /store/t/0",
            "set the owner of /store/t/0",
            "set the mode of /store/t/0",
            "mount the overlay",
            "make it the root",
            "bind /store/m2/sub",
            "make /target read-only");
    assertThat(secret.toString()).doesNotContain("hidden");
  }

  @Test
  void entersTheRootBeforeAnythingInsideIsNamed() {
    Plan plan = plan(spec(StandardMounts.kernelFileSystems(), NetworkMode.HOST));
    List<Entry> all = plan.program().entries();
    int pivot = all.indexOf(entries(plan, SyscallNumber.PIVOT_ROOT).get(0));

    for (Entry entry : entries(plan, SyscallNumber.MOUNT)) {
      boolean inside = entry.purpose().contains("/dev") || entry.purpose().contains("proc");
      assertThat(all.indexOf(entry) > pivot)
          .as(entry.purpose())
          .isEqualTo(inside || entry.purpose().contains("/sys"));
    }
  }

  @Test
  void installsTheFilterAfterTheLastMountAndBeforeTheCommand() {
    Plan plan = plan(spec(StandardMounts.kernelFileSystems(), NetworkMode.HOST));
    List<Entry> all = plan.program().entries();

    assertThat(plan.listenerEntries())
        .allMatch(index -> all.get(index).number() == SyscallNumber.SECCOMP);
    int lastMount = all.lastIndexOf(entries(plan, SyscallNumber.UMOUNT2).get(0));
    assertThat(plan.listenerEntries()).allMatch(index -> index > lastMount);
    assertThat(plan.firstExecute()).isGreaterThan(plan.listenerEntries().get(1));
  }

  @Test
  void triesEveryDirectoryOfThePath() {
    Plan plan = plan(spec(List.of(), NetworkMode.HOST));

    assertThat(entries(plan, SyscallNumber.EXECVE).stream().map(e -> e.arguments().get(0)))
        .containsExactly(SyscallProgram.text("/usr/bin/true"), SyscallProgram.text("/bin/true"));
  }

  @Test
  void aNetworkOfItsOwnIsAskedForOnlyWhereWanted() {
    long newNetwork = 0x40000000L;

    assertThat(plan(spec(List.of(), NetworkMode.HOST)).namespaces() & newNetwork).isZero();
    assertThat(plan(spec(List.of(), NetworkMode.NONE)).namespaces() & newNetwork).isNotZero();
  }
}
