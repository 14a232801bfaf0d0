package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ElfProgramTest {
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int MACHINE =
      Architecture.current() == Architecture.X86_64 ? EM_X86_64 : EM_AARCH64;

  private static @Nullable ElfProgram read(byte[] file, int machine) {
    byte[] head = Arrays.copyOf(file, Math.min(file.length, ElfProgram.HEAD));
    return ElfProgram.read(NativeBuffer.cString(head), head.length, machine);
  }

  @Test
  void readsAProgramOfThisMachine() throws IOException {
    byte[] file = Files.readAllBytes(Path.of("/bin/ls"));

    ElfProgram program = read(file, MACHINE);

    assertThat(program).isNotNull();
    assertThat(program.relocatable()).isTrue();
    assertThat(program.segments())
        .anyMatch(segment -> (segment.flags() & 1) != 0 && covers(segment, program.entry()))
        .allMatch(segment -> segment.size() >= segment.file().length());
    assertThat(program.interpreter()).isNotNull();
    int offset = (int) program.interpreter().offset();
    int end = offset + (int) program.interpreter().length() - 1;
    assertThat(new String(file, offset, end - offset, StandardCharsets.US_ASCII)).contains("/ld");
    assertThat(program.segments()).anyMatch(segment -> covers(segment, program.headers()));
  }

  private static boolean covers(ElfProgram.Segment segment, long address) {
    return address >= segment.address() && address < segment.address() + segment.size();
  }

  @Test
  void readsAProgramWithFixedAddresses() {
    ElfProgram program = read(ExecutableProgram.loader(Architecture.X86_64), EM_X86_64);

    assertThat(program).isNotNull();
    assertThat(program.relocatable()).isFalse();
    assertThat(program.interpreter()).isNull();
    assertThat(program.executesStack()).isFalse();
    assertThat(program.segments())
        .anyMatch(segment -> segment.address() == ExecutableProgram.loaderAddress());
  }

  @Test
  void anythingElseIsNoProgram() {
    byte[] loader = ExecutableProgram.loader(Architecture.X86_64);

    assertThat(read(loader, EM_AARCH64)).isNull();
    assertThat(read("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), EM_X86_64)).isNull();
    assertThat(read(new byte[0], EM_X86_64)).isNull();
    assertThat(read(Arrays.copyOf(loader, 100), EM_X86_64)).isNull();
    byte[] withoutHeaders = loader.clone();
    withoutHeaders[32] = 127; // far behind the head
    withoutHeaders[34] = 127;
    assertThat(read(withoutHeaders, EM_X86_64)).isNull();
    Arrays.fill(withoutHeaders, 32, 39, (byte) 0xff); // as far as there are numbers
    withoutHeaders[39] = 127;
    assertThat(read(withoutHeaders, EM_X86_64)).isNull();
  }
}
