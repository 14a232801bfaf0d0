package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneStubTest {
  private static final long AT_FDCWD = -100;
  private static final long WRITE_ONLY_CREATE = 0x41;

  private final Syscalls kernel = new LinuxSyscalls();
  private final ProcessCalls processes = new ProcessCalls(kernel);

  @Test
  void runsEntriesInOrderAndPassesAResultOn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("out");
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    int open =
        program.add(
            "open the file",
            SyscallNumber.OPENAT,
            SyscallProgram.value(AT_FDCWD),
            SyscallProgram.text(file.toString()),
            SyscallProgram.value(WRITE_ONLY_CREATE),
            SyscallProgram.value(0644));
    program.add(
        "write the text",
        SyscallNumber.WRITE,
        new SyscallProgram.ResultOf(open),
        SyscallProgram.text("hello"),
        SyscallProgram.value(5));
    program.add("close the file", SyscallNumber.CLOSE, new SyscallProgram.ResultOf(open));
    program.add("exit", SyscallNumber.EXIT_GROUP, SyscallProgram.value(7));

    ClonedProcess child = new CloneStub(kernel).start(program.build(), 0);

    assertThat(child.failed()).isFalse();
    assertThat(processes.reap(child.pid()).exitCode()).isEqualTo(7);
    assertThat(file).hasContent("hello");
    assertThat(child.results().subList(1, 4)).containsExactly(5L, 0L, ClonedProcess.NOT_REACHED);
  }

  @Test
  void namesTheEntryThatFailedAndStopsThere(@TempDir Path folder) throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        SyscallProgram.Entry.of(
                "make the folder",
                SyscallNumber.MKDIRAT,
                SyscallProgram.value(AT_FDCWD),
                SyscallProgram.text(folder.toString()),
                SyscallProgram.value(0755))
            .ignoring(Errno.EEXIST));
    program.add(
        "enter the missing folder",
        SyscallNumber.CHDIR,
        SyscallProgram.text(folder.resolve("missing").toString()));
    program.add("exit", SyscallNumber.EXIT_GROUP, SyscallProgram.value(0));

    ClonedProcess child = new CloneStub(kernel).start(program.build(), 0);

    assertThat(processes.reap(child.pid()).exitCode()).isEqualTo(127);
    assertThat(child.failedEntry()).isEqualTo(1);
    assertThat(child.failure())
        .hasMessage("chdir(enter the missing folder): ENOENT, No such file or directory");
  }

  @Test
  void skipsTheAlternativeAfterASuccessAndTakesItAfterAFailure() throws Exception {
    assertThat(exitCodeAfterAlternative("/")).isEqualTo(1);
    assertThat(exitCodeAfterAlternative("/missing")).isEqualTo(2);
  }

  private int exitCodeAfterAlternative(String folder) throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        SyscallProgram.Entry.of("enter", SyscallNumber.CHDIR, SyscallProgram.text(folder))
            .ignoringErrors()
            .skippingAfterSuccess(1));
    program.add("exit", SyscallNumber.EXIT_GROUP, SyscallProgram.value(2));
    program.add("exit", SyscallNumber.EXIT_GROUP, SyscallProgram.value(1));
    ClonedProcess child = new CloneStub(kernel).start(program.build(), 0);
    return processes.reap(child.pid()).exitCode();
  }

  @Test
  void reportsTheRefusalOfTheCloneItself() throws Exception {
    CloneStub stub = new CloneStub(kernel);
    SyscallProgram program = new SyscallProgram(List.of());
    // CLONE_FS together with CLONE_NEWNS is refused by clone(2)
    assertThatThrownBy(() -> stub.start(program, 0x200 | 0x20000))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  @Test
  void refusesAResultThatDoesNotExistYet() {
    SyscallProgram program =
        new SyscallProgram(
            List.of(
                SyscallProgram.Entry.of(
                    "close", SyscallNumber.CLOSE, new SyscallProgram.ResultOf(0))));
    assertThatThrownBy(() -> new CloneStub(kernel).start(program, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mapsTheCallerToRootInANewUserNamespace(@TempDir Path folder) throws Exception {
    long newUser = 0x10000000L;
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    String map = "0 " + processes.userId() + " 1\n";
    int open =
        program.add(
            "open the id map",
            SyscallNumber.OPENAT,
            SyscallProgram.value(AT_FDCWD),
            SyscallProgram.text("/proc/self/uid_map"),
            SyscallProgram.value(1));
    program.add(
        "write the id map",
        SyscallNumber.WRITE,
        new SyscallProgram.ResultOf(open),
        SyscallProgram.text(map),
        SyscallProgram.value(map.length()));
    program.add("close the id map", SyscallNumber.CLOSE, new SyscallProgram.ResultOf(open));
    int uid = program.add("ask who it is", SyscallNumber.GETUID);
    program.add("exit", SyscallNumber.EXIT_GROUP, SyscallProgram.value(0));

    ClonedProcess child = new CloneStub(kernel).start(program.build(), newUser);

    assertThat(child.failed()).isFalse();
    assertThat(child.results().get(uid)).isZero();
    assertThat(processes.reap(child.pid()).exitCode()).isZero();
    assertThat(Files.exists(Path.of("/proc/" + child.pid()))).isFalse();
  }

  @Test
  void closesWhatAFailedProgramLeftOpen() throws Exception {
    CloneStub stub = new CloneStub(kernel);
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    int open =
        program.add(
            "open the root",
            SyscallNumber.OPENAT,
            SyscallProgram.value(AT_FDCWD),
            SyscallProgram.text("/"),
            SyscallProgram.value(0x80000));
    program.add("fail", SyscallNumber.CHDIR, SyscallProgram.text("/missing"));
    program.add("close the root", SyscallNumber.CLOSE, new SyscallProgram.ResultOf(open));

    ClonedProcess child = stub.start(program.build(), 0);
    processes.reap(child.pid());

    assertThat(child.failedEntry()).isEqualTo(1);
    assertThat(Path.of("/proc/self/fd/" + child.results().get(open))).doesNotExist();
  }
}
