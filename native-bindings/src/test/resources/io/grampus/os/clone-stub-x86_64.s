# Clones a child that runs a table of system calls, and returns its process id or a negated errno.
# rdi: the context, see CloneStub. The child never touches the stack: it shares the parent's.
    .intel_syntax noprefix
    .text
    push    rbx
    push    r12
    push    r13
    mov     rbx, rdi
    mov     eax, 14                 # rt_sigprocmask(SIG_SETMASK, all, old, 8)
    mov     edi, 2
    lea     rsi, [rbx + 40]
    lea     rdx, [rbx + 48]
    mov     r10d, 8
    syscall
    mov     rdi, [rbx]              # clone(flags, stack 0, 0, 0, 0)
    xor     esi, esi
    xor     edx, edx
    xor     r10d, r10d
    xor     r8d, r8d
    mov     eax, 56
    syscall
    test    rax, rax
    jz      child
    mov     r12, rax                # parent: rt_sigprocmask(SIG_SETMASK, old, NULL, 8)
    mov     eax, 14
    mov     edi, 2
    lea     rsi, [rbx + 48]
    xor     edx, edx
    mov     r10d, 8
    syscall
    mov     rax, r12
    pop     r13
    pop     r12
    pop     rbx
    ret
child:
    mov     r12, [rbx + 8]          # first entry
    mov     r13, [rbx + 16]         # end of the table
loop:
    cmp     r12, r13
    jae     stop
    mov     rax, [r12]
    mov     rdi, [r12 + 8]
    mov     rsi, [r12 + 16]
    mov     rdx, [r12 + 24]
    mov     r10, [r12 + 32]
    mov     r8, [r12 + 40]
    mov     r9, [r12 + 48]
    syscall
    mov     [r12 + 80], rax
    cmp     rax, -4095
    jae     failed
    mov     rcx, [r12 + 56]         # store the result where later entries take it from
    test    rcx, rcx
    jz      stored
    mov     [rcx], rax
    mov     rcx, [r12 + 88]
    test    rcx, rcx
    jz      stored
    mov     [rcx], rax
stored:
    add     r12, [r12 + 72]         # skip entries after a success
next:
    add     r12, 96
    jmp     loop
failed:
    mov     rcx, [r12 + 64]         # 1: any error may pass; else the one negated errno that may
    cmp     rcx, 1
    je      next
    cmp     rcx, rax
    je      next
    mov     [rbx + 24], r12
    mov     [rbx + 32], rax
stop:
    mov     edi, 127
    mov     eax, 231                # exit_group(127)
    syscall
