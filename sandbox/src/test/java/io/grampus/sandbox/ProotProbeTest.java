package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Availability;
import io.grampus.os.LinuxSyscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProotProbeTest {
  @TempDir private Path scratch;

  private Path program(String script) throws Exception {
    Path file = Files.writeString(scratch.resolve("proot"), "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void saysWhereProotIsMissing() throws Exception {
    assertThat(new ProotProbe("", "/nonexistent").probe(new LinuxSyscalls(), scratch, true))
        .isEqualTo(
            Availability.unavailable(
                "proot is not in PATH", "apt-get install proot, or name one with --proot"));
    assertThat(new ProotProbe("/none", "").probe(new LinuxSyscalls(), scratch, true).toString())
        .contains("/none is no program");
  }

  @Test
  void passesOnWhatProotSays() throws Exception {
    Path proot = program("[ \"$1\" = --version ] && exec echo v5.1.0\necho no luck >&2\nexit 1\n");

    Availability found =
        new ProotProbe(proot.toString(), "", scratch.resolve("none"))
            .probe(new LinuxSyscalls(), scratch, true);

    assertThat(found.toString()).contains("proot ended before").contains("no luck");
  }

  @Test
  void namesTheSettingThatForbidsTracing() throws Exception {
    Path proot = program("[ \"$1\" = --version ] && exec echo v5.1.0\nexit 1\n");
    Path setting = Files.writeString(scratch.resolve("ptrace_scope"), "2\n");

    Availability found =
        new ProotProbe(proot.toString(), "", setting).probe(new LinuxSyscalls(), scratch, true);

    assertThat(found.toString())
        .contains("kernel.yama.ptrace_scope is 2")
        .contains("sysctl -w kernel.yama.ptrace_scope=1");
  }

  @Test
  void readsTheVersion() throws Exception {
    ProotProgram old = ProotProgram.at(program("echo ' |__| 5.1.0'\n"));

    assertThat(old.version()).isEqualTo("5.1");
    assertThat(old.untranslated()).contains(io.grampus.os.SyscallNumber.STATX);
    assertThat(new ProotProgram(Path.of("/p"), 5, 4).untranslated())
        .doesNotContain(io.grampus.os.SyscallNumber.STATX);
  }
}
