package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrampolineCodeTest {
  private static final int ROOM = 4000;
  private static final NativeBuffer TEXT = NativeBuffer.allocate(64);

  @TempDir private Path folder;

  /** Assembles the listing and compares the bytes; a machine without that assembler skips. */
  @Test
  void theRoutinesAreTheListing() throws Exception {
    assemble();
    assertThat(TrampolineCode.routines())
        .isEqualTo(Files.readAllBytes(folder.resolve("routines.bin")));
  }

  @Test
  void everyRoutineBeginsWhereItsLabelStands() throws Exception {
    assemble();
    Map<String, Integer> labels = new HashMap<>();
    for (String line : run("x86_64-linux-gnu-nm", "routines.o").lines().toList()) {
      String[] words = line.split(" ");
      labels.put(words[2], (int) Long.parseUnsignedLong(words[0], 16));
    }
    for (TrampolineCode.Routine routine : TrampolineCode.Routine.values()) {
      assertThat(labels).containsEntry(routine.name().toLowerCase(Locale.ROOT), routine.offset());
    }
  }

  @Test
  void theMarkerStandsBehindTheMarkOfCodeInUse() {
    byte[] code = new TrampolineCode(ROOM, 0x1122334455667788L).toByteArray();
    NativeBuffer memory = NativeBuffer.allocate(code.length);
    memory.putBytes(0, code, 0, code.length);
    assertThat(memory.getLong(0)).isEqualTo(TextPatch.inUse());
    assertThat(memory.getLong(Long.BYTES)).isEqualTo(0x1122334455667788L);
  }

  @Test
  void theEntryOfASiteCallsTheRoutineAndGoesBack() throws Exception {
    TrampolineCode code = new TrampolineCode(ROOM, 1);
    int entry = code.add(site(SyscallNumber.RMDIR, 0), 0x5000, TEXT);
    assertThat(disassembled(code, entry))
        .containsExactly(
            "lea rsp,[rsp-0x80]",
            "mov eax,0x54",
            "call " + hex(0x28),
            "lea rsp,[rsp+0x80]",
            "jb " + hex(entry + 30),
            "jmp " + hex(-0x5000 + 7),
            "mov eax,0x54",
            "jmp " + hex(-0x5000 + 5));
  }

  @Test
  void theMovesOfASiteComeFirst() throws Exception {
    byte[] moves = HexFormat.of().parseHex("4c89e74889de");
    TEXT.putBytes(CallSite.LENGTH_OF_MOV, moves, 0, moves.length);
    TrampolineCode code = new TrampolineCode(ROOM, 1);
    int entry = code.add(site(SyscallNumber.STAT, moves.length), 0x5000, TEXT);
    assertThat(disassembled(code, entry))
        .containsExactly(
            "mov rdi,r12",
            "mov rsi,rbx",
            "lea rsp,[rsp-0x80]",
            "call " + hex(0x4e),
            "lea rsp,[rsp+0x80]",
            "jb " + hex(entry + 31),
            "jmp " + hex(-0x5000 + 13),
            "mov eax,0x4",
            "jmp " + hex(-0x5000 + 11));
  }

  @Test
  void whatFindsNoRoomHasNoEntry() {
    CallSite stat = site(SyscallNumber.STAT, 0);
    CallSite chown = site(SyscallNumber.CHOWN, 0);
    assertThat(new TrampolineCode(1000, 1).add(stat, 4096, TEXT)).isPositive();
    assertThat(new TrampolineCode(1000, 1).add(chown, 4096, TEXT)).isZero();
    assertThat(new TrampolineCode(100, 1).add(stat, 4096, TEXT)).isZero();
  }

  @Test
  void theFunctionThatMakesAnyCallMakesTheOthersItself() throws Exception {
    byte[] load = HexFormat.of().parseHex("4c8b4c2408");
    TEXT.putBytes(0, load, 0, load.length);
    TrampolineCode code = new TrampolineCode(ROOM, 1);
    int statx = SyscallNumber.STATX.on(Architecture.X86_64);
    int entry = code.add(new CallSite(0, statx, 0, true), 0x5000, TEXT);
    assertThat(disassembled(code, entry))
        .containsExactly(
            "mov r9,QWORD PTR [rsp+0x8]",
            "cmp eax,0x14c",
            "jne " + hex(entry + 42),
            "lea rsp,[rsp-0x80]",
            "call " + hex(0x1ed),
            "lea rsp,[rsp+0x80]",
            "jb " + hex(entry + 37),
            "jmp " + hex(-0x5000 + 7),
            "mov eax,0x14c",
            "jmp " + hex(-0x5000 + 5));
  }

  private static CallSite site(SyscallNumber call, int between) {
    return new CallSite(0, call.on(Architecture.X86_64), between, false);
  }

  private void assemble() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/x86_64-linux-gnu-as")),
        "no assembler for x86_64 (package binutils)");
    Path source = folder.resolve("routines.s");
    Files.write(
        source,
        TrampolineCodeTest.class.getResourceAsStream("trampolines-x86_64.s").readAllBytes());
    run("x86_64-linux-gnu-as", "-o", "routines.o", source.toString());
    run("x86_64-linux-gnu-objcopy", "-O", "binary", "-j", ".text", "routines.o", "routines.bin");
  }

  private List<String> disassembled(TrampolineCode code, int start) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/x86_64-linux-gnu-objdump")),
        "no disassembler for x86_64 (package binutils)");
    Files.write(folder.resolve("code.bin"), code.toByteArray());
    return run(
            "x86_64-linux-gnu-objdump",
            "-D",
            "-b",
            "binary",
            "-m",
            "i386:x86-64",
            "-M",
            "intel",
            "--no-show-raw-insn",
            "--start-address=" + start,
            "code.bin")
        .lines()
        .filter(line -> line.matches(" +[0-9a-f]+:\t.*"))
        .map(line -> line.replaceFirst(".*:\t", "").replaceAll(" +", " ").strip())
        .toList();
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
