// Clones a child that runs a table of system calls, and returns its process id or a negated errno.
// x0: the context, see CloneStub. The child never touches the stack: it shares the parent's.
    .text
    mov     x9, x0
    mov     x8, #135                // rt_sigprocmask(SIG_SETMASK, all, old, 8)
    mov     x0, #2
    add     x1, x9, #40
    add     x2, x9, #48
    mov     x3, #8
    svc     #0
    ldr     x0, [x9]                // clone(flags, stack 0, 0, 0, 0)
    mov     x1, #0
    mov     x2, #0
    mov     x3, #0
    mov     x4, #0
    mov     x8, #220
    svc     #0
    cbz     x0, child
    mov     x10, x0                 // parent: rt_sigprocmask(SIG_SETMASK, old, NULL, 8)
    mov     x8, #135
    mov     x0, #2
    add     x1, x9, #48
    mov     x2, #0
    mov     x3, #8
    svc     #0
    mov     x0, x10
    ret
child:
    ldr     x10, [x9, #8]           // first entry
    ldr     x11, [x9, #16]          // end of the table
loop:
    cmp     x10, x11
    b.hs    stop
    ldr     x8, [x10]
    ldr     x0, [x10, #8]
    ldr     x1, [x10, #16]
    ldr     x2, [x10, #24]
    ldr     x3, [x10, #32]
    ldr     x4, [x10, #40]
    ldr     x5, [x10, #48]
    svc     #0
    str     x0, [x10, #80]
    cmn     x0, #4095
    b.hs    failed
    ldr     x12, [x10, #56]         // store the result where later entries take it from
    cbz     x12, stored
    str     x0, [x12]
    ldr     x12, [x10, #88]
    cbz     x12, stored
    str     x0, [x12]
stored:
    ldr     x12, [x10, #72]         // skip entries after a success
    add     x10, x10, x12
next:
    add     x10, x10, #96
    b       loop
failed:
    ldr     x12, [x10, #64]         // 1: any error may pass; else the one negated errno that may
    cmp     x12, #1
    b.eq    next
    cmp     x12, x0
    b.eq    next
    str     x10, [x9, #24]
    str     x0, [x9, #32]
stop:
    mov     x0, #127
    mov     x8, #94                 // exit_group(127)
    svc     #0
