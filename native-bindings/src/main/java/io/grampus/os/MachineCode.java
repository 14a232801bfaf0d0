package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The stub of {@link CloneStub} in machine code, a row an instruction: its bytes and what they say.
 *
 * <p>The assembly listings with the reasons stand among this module's test resources; a test
 * assembles them and compares the bytes.
 */
final class MachineCode {
  private static final String X86_64 =
      """
      53           ; push rbx
      4154         ; push r12
      4155         ; push r13
      4889fb       ; mov rbx,rdi
      b80e000000   ; mov eax,0xe
      bf02000000   ; mov edi,0x2
      488d7328     ; lea rsi,[rbx+0x28]
      488d5330     ; lea rdx,[rbx+0x30]
      41ba08000000 ; mov r10d,0x8
      0f05         ; syscall
      488b3b       ; mov rdi,QWORD PTR [rbx]
      31f6         ; xor esi,esi
      31d2         ; xor edx,edx
      4531d2       ; xor r10d,r10d
      4531c0       ; xor r8d,r8d
      b838000000   ; mov eax,0x38
      0f05         ; syscall
      4885c0       ; test rax,rax
      7424         ; je 5f <child>
      4989c4       ; mov r12,rax
      b80e000000   ; mov eax,0xe
      bf02000000   ; mov edi,0x2
      488d7330     ; lea rsi,[rbx+0x30]
      31d2         ; xor edx,edx
      41ba08000000 ; mov r10d,0x8
      0f05         ; syscall
      4c89e0       ; mov rax,r12
      415d         ; pop r13
      415c         ; pop r12
      5b           ; pop rbx
      c3           ; ret
      4c8b6308     ; mov r12,QWORD PTR [rbx+0x8]
      4c8b6b10     ; mov r13,QWORD PTR [rbx+0x10]
      4d39ec       ; cmp r12,r13
      736e         ; jae da <stop>
      498b0424     ; mov rax,QWORD PTR [r12]
      498b7c2408   ; mov rdi,QWORD PTR [r12+0x8]
      498b742410   ; mov rsi,QWORD PTR [r12+0x10]
      498b542418   ; mov rdx,QWORD PTR [r12+0x18]
      4d8b542420   ; mov r10,QWORD PTR [r12+0x20]
      4d8b442428   ; mov r8,QWORD PTR [r12+0x28]
      4d8b4c2430   ; mov r9,QWORD PTR [r12+0x30]
      0f05         ; syscall
      4989442450   ; mov QWORD PTR [r12+0x50],rax
      483d01f0ffff ; cmp rax,0xfffffffffffff001
      7325         ; jae c2 <failed>
      498b4c2438   ; mov rcx,QWORD PTR [r12+0x38]
      4885c9       ; test rcx,rcx
      7410         ; je b7 <stored>
      488901       ; mov QWORD PTR [rcx],rax
      498b4c2458   ; mov rcx,QWORD PTR [r12+0x58]
      4885c9       ; test rcx,rcx
      7403         ; je b7 <stored>
      488901       ; mov QWORD PTR [rcx],rax
      4d03642448   ; add r12,QWORD PTR [r12+0x48]
      4983c460     ; add r12,0x60
      eba5         ; jmp 67 <loop>
      498b4c2440   ; mov rcx,QWORD PTR [r12+0x40]
      4883f901     ; cmp rcx,0x1
      74ef         ; je bc <next>
      4839c1       ; cmp rcx,rax
      74ea         ; je bc <next>
      4c896318     ; mov QWORD PTR [rbx+0x18],r12
      48894320     ; mov QWORD PTR [rbx+0x20],rax
      bf7f000000   ; mov edi,0x7f
      b8e7000000   ; mov eax,0xe7
      0f05         ; syscall
      """;

  private static final String AARCH64 =
      """
      e90300aa ; mov x9, x0
      e81080d2 ; mov x8, #0x87
      400080d2 ; mov x0, #0x2
      21a10091 ; add x1, x9, #0x28
      22c10091 ; add x2, x9, #0x30
      030180d2 ; mov x3, #0x8
      010000d4 ; svc #0x0
      200140f9 ; ldr x0, [x9]
      010080d2 ; mov x1, #0x0
      020080d2 ; mov x2, #0x0
      030080d2 ; mov x3, #0x0
      040080d2 ; mov x4, #0x0
      881b80d2 ; mov x8, #0xdc
      010000d4 ; svc #0x0
      400100b4 ; cbz x0, 60 <child>
      ea0300aa ; mov x10, x0
      e81080d2 ; mov x8, #0x87
      400080d2 ; mov x0, #0x2
      21c10091 ; add x1, x9, #0x30
      020080d2 ; mov x2, #0x0
      030180d2 ; mov x3, #0x8
      010000d4 ; svc #0x0
      e0030aaa ; mov x0, x10
      c0035fd6 ; ret
      2a0540f9 ; ldr x10, [x9, #8]
      2b0940f9 ; ldr x11, [x9, #16]
      5f010beb ; cmp x10, x11
      a2030054 ; b.cs e0 <stop>
      480140f9 ; ldr x8, [x10]
      400540f9 ; ldr x0, [x10, #8]
      410940f9 ; ldr x1, [x10, #16]
      420d40f9 ; ldr x2, [x10, #24]
      431140f9 ; ldr x3, [x10, #32]
      441540f9 ; ldr x4, [x10, #40]
      451940f9 ; ldr x5, [x10, #48]
      010000d4 ; svc #0x0
      402900f9 ; str x0, [x10, #80]
      1ffc3fb1 ; cmn x0, #0xfff
      62010054 ; b.cs c4 <failed>
      4c1d40f9 ; ldr x12, [x10, #56]
      ac0000b4 ; cbz x12, b4 <stored>
      800100f9 ; str x0, [x12]
      4c2d40f9 ; ldr x12, [x10, #88]
      4c0000b4 ; cbz x12, b4 <stored>
      800100f9 ; str x0, [x12]
      4c2540f9 ; ldr x12, [x10, #72]
      4a010c8b ; add x10, x10, x12
      4a810191 ; add x10, x10, #0x60
      eaffff17 ; b 68 <loop>
      4c2140f9 ; ldr x12, [x10, #64]
      9f0500f1 ; cmp x12, #0x1
      80ffff54 ; b.eq bc <next>
      9f0100eb ; cmp x12, x0
      40ffff54 ; b.eq bc <next>
      2a0d00f9 ; str x10, [x9, #24]
      201100f9 ; str x0, [x9, #32]
      e00f80d2 ; mov x0, #0x7f
      c80b80d2 ; mov x8, #0x5e
      010000d4 ; svc #0x0
      """;

  /** Where the child's part of the stub begins, which makes the calls. */
  private static final int CHILD_X86_64 = 0x5f;

  private static final int CHILD_AARCH64 = 0x60;

  private MachineCode() {}

  /**
   * Code that works through the context at a fixed address, as a program of its own does.
   *
   * @param context a multiple of 65536 below 2^32
   */
  static byte[] program(Architecture architecture, int context) {
    byte[] stub = cloneStub(architecture);
    ByteBuffer code = ByteBuffer.allocate(stub.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    switch (architecture) {
      case X86_64 -> {
        code.put((byte) 0xbb).putInt(context); // mov ebx, context
        code.put(stub, CHILD_X86_64, stub.length - CHILD_X86_64);
      }
      case AARCH64 -> {
        code.putInt(0xd2a00009 | (context >>> 16) << 5); // movz x9, context >> 16, lsl 16
        code.put(stub, CHILD_AARCH64, stub.length - CHILD_AARCH64);
      }
    }
    return Arrays.copyOf(code.array(), code.position());
  }

  /** The position-independent code for that architecture. */
  static byte[] cloneStub(Architecture architecture) {
    String listing =
        switch (architecture) {
          case X86_64 -> X86_64;
          case AARCH64 -> AARCH64;
        };
    StringBuilder hex = new StringBuilder();
    listing.lines().forEach(row -> hex.append(row, 0, row.indexOf(' ')));
    return HexFormat.of().parseHex(hex);
  }
}
