package io.grampus.os;

import static io.grampus.os.SyscallProgram.strings;
import static io.grampus.os.SyscallProgram.text;
import static io.grampus.os.SyscallProgram.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableProgramTest {
  private static final Architecture HERE = Architecture.current();

  @TempDir private Path folder;

  private Process run(SyscallProgram.Builder program) throws Exception {
    Path file = folder.resolve("program");
    Files.write(file, ExecutableProgram.of(program.build(), HERE));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    Process process = new ProcessBuilder(file.toString()).start();
    process.waitFor();
    return process;
  }

  @Test
  void runsEntriesInAProcessOfItsOwn() throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add("write", SyscallNumber.WRITE, value(1), text("hello"), value(5));
    program.add("exit", SyscallNumber.EXIT_GROUP, value(7));

    Process process = run(program);

    assertThat(process.exitValue()).isEqualTo(7);
    assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("hello");
  }

  @Test
  void tellsResultsWhereTheyAreStored() throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    int failed =
        program.add(
            SyscallProgram.Entry.of("close nothing", SyscallNumber.CLOSE, value(77))
                .ignoringErrors());
    program.add(
        "tell the result",
        SyscallNumber.WRITE,
        value(1),
        new SyscallProgram.PlaceOfResult(failed),
        value(Long.BYTES));

    byte[] told = run(program).getInputStream().readAllBytes();

    assertThat(told).hasSize(Long.BYTES).startsWith((byte) -Errno.EBADF, (byte) 0xff);
  }

  @Test
  void executesAnotherProgram() throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add(
        "execute",
        SyscallNumber.EXECVE,
        text("/bin/sh"),
        strings(List.of("sh", "-c", "echo $0 $A", "x")),
        strings(List.of("A=b")));

    Process process = run(program);

    assertThat(process.getInputStream().readAllBytes())
        .asString()
        .isEqualTo("sh b\n".replace("sh", "x"));
  }

  @Test
  void stopsWithTheStatusOfAProgramThatIsNotThere() throws Exception {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add("fail", SyscallNumber.CLOSE, value(77));

    assertThat(run(program).exitValue()).isEqualTo(127);
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    SyscallProgram.Builder program = new SyscallProgram.Builder();
    program.add("much", SyscallNumber.CLOSE, SyscallProgram.bytes(new byte[1_000_000]));

    assertThatThrownBy(() -> ExecutableProgram.of(program.build(), HERE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
