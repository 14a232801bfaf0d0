# Makes each call that programs may answer themselves a hundred times, first as the supervisor answers it and later as the
# changed code does. Every register but rax, rcx and r11, the memory that a function may use below its stack, and the
# result of the first time must be there behind each call. Ends with 0, or with the number of the first call that differs.
    .intel_syntax noprefix
    .globl  _start

    .set AT_FDCWD, -100
    .set AT_SYMLINK_NOFOLLOW, 0x100
    .set AT_EMPTY_PATH, 0x1000
    .set O_DIRECTORY, 0x10000
    .set TIMES, 100
    .set count, 0

    .macro given a, b, c, d, e
    .set count, count + 1
    call    fill
    mov     rdi, \a
    mov     rsi, \b
    mov     rdx, \c
    mov     r10, \d
    mov     r8, \e
    .endm

    .macro made
    cmp     [rsp - 8], rbx
    mov     ecx, count
    jne     bad
    add     ecx, [rip + base]
    call    check
    .endm

    .macro try nr, a=0, b=0, c=0, d=0, e=0
    given   "\a", "\b", "\c", "\d", "\e"
    mov     r9, 0x0909090909090909
    call    store
    mov     [rsp - 8], rbx
    mov     eax, \nr
    syscall
    made
    .endm

    .macro any nr, a=0, b=0, c=0, d=0, e=0  # as syscall(2) makes it
    given   "\a", "\b", "\c", "\d", "\e"
    mov     r9, [rsp + 8]
    call    store
    mov     [rsp - 8], rbx
    mov     eax, \nr
    mov     r9, r8
    mov     r8, r9
    mov     r9, [rsp + 8]
    syscall
    made
    .endm

    .bss
arguments:
    .skip   48
results:
    .skip   8 * 256
status:
    .skip   256
file_fd:
    .skip   8
folder_fd:
    .skip   8
path:
    .skip   8
base:
    .skip   4

    .section .rodata
file:
    .asciz  "/tmp/file"
folder:
    .asciz  "/tmp"
relative:
    .asciz  "file"
none:
    .asciz  "/tmp/none"
inside:
    .asciz  "/tmp/file/none"
closed:
    .asciz  "/proc/tty/driver/none"
empty:
    .asciz  ""
    .balign 8
paths:
    .quad   file, folder, none, inside, closed
    .set PATHS, (. - paths) / 8

    .text
_start:
    mov     edi, AT_FDCWD
    lea     rsi, [rip + file]
    mov     edx, 0102                   # O_RDWR | O_CREAT
    mov     r10d, 0644
    mov     eax, 257
    syscall
    mov     [rip + file_fd], rax
    mov     edi, AT_FDCWD
    lea     rsi, [rip + folder]
    mov     edx, O_DIRECTORY
    mov     eax, 257
    syscall
    mov     [rip + folder_fd], rax
    push    0                           # how often
again:
    mov     dword ptr [rip + base], 0
next:
    mov     ecx, [rip + base]           # sixteen for each path
    shr     ecx, 4
    mov     rcx, [rcx * 8 + paths]
    mov     [rip + path], rcx
    try     4, "[rip + path]", "offset status"
    try     6, "[rip + path]", "offset status"
    try     262, AT_FDCWD, "[rip + path]", "offset status", 0
    try     262, AT_FDCWD, "[rip + path]", "offset status", AT_SYMLINK_NOFOLLOW
    try     332, AT_FDCWD, "[rip + path]", 0, 0x7ff, "offset status"
    try     92, "[rip + path]", 5, 6
    try     92, "[rip + path]", 5, 6
    try     4, "[rip + path]", "offset status"
    try     94, "[rip + path]", 0, 0
    try     94, "[rip + path]", 0, 0
    try     260, AT_FDCWD, "[rip + path]", 70000, 7, AT_SYMLINK_NOFOLLOW
    try     260, AT_FDCWD, "[rip + path]", -1, 8, 0
    try     90, "[rip + path]", 0755
    try     21, "[rip + path]", 4
    add     dword ptr [rip + base], 16
    cmp     dword ptr [rip + base], 16 * PATHS
    jne     next
    try     262, "[rip + folder_fd]", "offset relative", "offset status", 0
    try     332, "[rip + folder_fd]", "offset relative", 0, 0x7ff, "offset status"
    try     260, "[rip + folder_fd]", "offset relative", 5, 6, 0
    try     260, "[rip + folder_fd]", "offset relative", 5, 6, AT_SYMLINK_NOFOLLOW
    try     260, "[rip + folder_fd]", "offset relative", 0, 0, 0
    try     5, "[rip + file_fd]", "offset status"
    try     5, -1, "offset status"
    try     93, "[rip + file_fd]", 5, 6
    try     93, "[rip + file_fd]", 5, 6
    try     93, "[rip + file_fd]", 0, 0
    try     93, "[rip + folder_fd]", 5, 6
    try     93, "[rip + folder_fd]", 0, 0
    try     260, "[rip + file_fd]", "offset empty", 5, 6, AT_EMPTY_PATH
    try     260, "[rip + file_fd]", 0, 5, 6, AT_EMPTY_PATH
    try     262, "[rip + file_fd]", "offset empty", "offset status", AT_EMPTY_PATH
    try     262, AT_FDCWD, 0, "offset status", 0
    try     4, "offset file", 8
    try     92, 0, 1, 1
    try     102
    try     107
    try     104
    try     108
    try     2, "offset none", 0
    try     257, AT_FDCWD, "offset none", 0
    try     87, "offset none"
    try     84, "offset none"
    try     263, "[rip + folder_fd]", "offset relative", 0x200
    try     82, "offset none", "offset file"
    try     86, "offset none", "offset file"
    try     80, "offset none"
    try     89, "offset file", "offset status", 256
    try     76, "offset none", 0
    try     280, AT_FDCWD, "offset none", 0, 0
    any     332, AT_FDCWD, "offset file", 0, 0x7ff, "offset status"
    any     332, AT_FDCWD, "offset none", 0, 0x7ff, "offset status"
    any     332, "[rip + folder_fd]", "offset relative", 0, 0x7ff, "offset status"
    any     4, "offset file", "offset status"
    any     39
    inc     qword ptr [rsp]
    cmp     qword ptr [rsp], TIMES
    jne     again
    xor     ecx, ecx
    jmp     bad

fill:                                   # what a call must leave alone, but the word below the stack
    mov     rbx, 0x1b1b1b1b1b1b1b1b
    .irp register, rbp, r12, r13, r14, r15
    imul    \register, rbx, 3
    add     rbx, 0x1010101
    .endr
    .set slot, 16
    .rept   15
    mov     [rsp + 8 - slot], rbx
    .set slot, slot + 8
    .endr
    ret

store:
    .set slot, 0
    .irp register, rdi, rsi, rdx, r10, r8, r9
    mov     [rip + arguments + slot], \register
    .set slot, slot + 8
    .endr
    ret

check:                                  # of the call whose number is in ecx
    .set slot, 0
    .irp register, rdi, rsi, rdx, r10, r8, r9
    cmp     [rip + arguments + slot], \register
    jne     bad
    .set slot, slot + 8
    .endr
    .set slot, 16
    .rept   15
    cmp     [rsp + 8 - slot], rbx
    jne     bad
    .set slot, slot + 8
    .endr
    mov     r11, 0x1b1b1b1b1b1b1b1b
    .irp register, rbp, r12, r13, r14, r15
    imul    rdx, r11, 3
    cmp     rdx, \register
    jne     bad
    add     r11, 0x1010101
    .endr
    cmp     r11, rbx
    jne     bad
    lea     rdx, [rip + results]
    cmp     qword ptr [rsp + 8], 0
    jne     later
    mov     [rdx + rcx * 8], rax
    ret
later:
    cmp     [rdx + rcx * 8], rax
    jne     bad
    ret

bad:
    mov     edi, ecx
    mov     eax, 231                    # exit_group
    syscall
    .balign 4096, 0x90                  # leaves nearly all of the last page to what is added
    nop
