# What stands at the start of the room behind a library's code: see TrampolineCode. Position independent.
#
# Each routine is called with the registers of the system call, below the red zone of the stack, and changes none but rax,
# rcx and r11, as the kernel does, and the flags. It returns the call's result with the carry flag clear; or with the carry
# flag set where the call has to be made as it was, so that the supervisor hears of it. The marker in r9, which is no
# argument of these calls, is what the filter lets them pass by.
    .intel_syntax noprefix
    .text

    .set AT_FDCWD, -100
    .set AT_SYMLINK_NOFOLLOW, 0x100
    .set AT_EMPTY_PATH, 0x1000
    .set GETXATTRAT, 464                # since Linux 6.13, ENOSYS before
    .set EACCES, 13
    .set ENODATA, 61
    .set S_IFMT, 0xf000
    .set S_IFDIR, 0x4000
    .set S_IFREG, 0x8000
    .set S_ISUID, 0x800
    .set S_ISGID, 0x400
    .set STATX_TYPE_UID_GID, 0x19
    .set LONGEST_PLAIN, 10              # an owner with a device is longer
    .set LENGTH_OF_NAME, 24             # with its zero, as a list has it

    # the distance of a call about attributes from getxattr, lgetxattr or fgetxattr in threes, from getxattrat in ones
    .set SET, -1
    .set LIST, 1
    .set REMOVE, 2

    # where the changes keep what, relative to rbp: struct stat of 144 bytes is the first
    .set ST_MODE, 24 - 128
    .set ST_UID, 28 - 128
    .set ST_SIZE, 48 - 128
    .set VALUE, 16                      # a list, or the value noted before
    .set ROOM, 32
    .set USER, 48
    .set GROUP, 52
    .set DIRECTORY, 56
    .set FLAGS, 60
    .set PATH, 64
    .set FIRST, 72                      # what the calls that are not relative take first
    .set ARGUMENTS, 80                  # struct xattr_args
    .set NEW, 96                        # the value to be
    .set NOTED, 112                     # the length of the value noted before, or why there is none
    .set CALLERS, 120
    .set FRAME, 128 + 128

    .macro for_root                     # only while the process is root with all that root may
    cmp     byte ptr [rip + flag], 0
    je      notify
    .endm

    .macro keep
    push    rbx
    push    r8
    push    r9
    push    r10
    push    rdx
    push    rsi
    push    rdi
    .endm

flag:
    .byte   1
    .ascii  "grampus"
marker:
    .quad   0
name:
    .ascii  "user.rootlesscontainers"
empty:
    .byte   0

pass:                                   # the call with the number in eax, which needs no look at the file
    for_root
    push    r9
    mov     r9, [rip + marker]
    syscall
    pop     r9
    clc
    ret

root_id:                                # getuid() and its relatives
    for_root
    xor     eax, eax
    ret

notify:
    stc
    ret

stat:                                   # stat(rdi path, rsi buffer)
    for_root
    keep
    xor     r10d, r10d
    jmp     named
lstat:                                  # lstat(rdi path, rsi buffer)
    for_root
    keep
    mov     r10d, AT_SYMLINK_NOFOLLOW
named:
    mov     rdx, rsi
    mov     rsi, rdi
    mov     edi, AT_FDCWD
    jmp     look
fstat:                                  # fstat(edi descriptor, rsi buffer)
    for_root
    test    edi, edi
    js      notify
    keep
    mov     rdx, rsi
    lea     rsi, [rip + empty]
    mov     r10d, AT_EMPTY_PATH
    jmp     look
newfstatat:                             # newfstatat(edi directory, rsi path, rdx buffer, r10d flags)
    for_root
    keep
look:
    mov     r9, [rip + marker]
    mov     eax, 262
    syscall
    cmp     rax, -4095
    jae     failed
    mov     eax, [rdx + 24]             # st_mode
    lea     rbx, [rdx + 28]             # st_uid, st_gid
judge:
    mov     rcx, [rbx]
    call    place
    jc      other
    sub     rsp, 32                     # the value, and behind it struct xattr_args
    cmp     eax, GETXATTRAT
    je      relative
    lea     rsi, [rip + name]
    mov     rdx, rsp
    mov     r10d, LONGEST_PLAIN
asked:
    syscall
    cmp     rax, -ENODATA
    je      as_shown
    cmp     rax, LONGEST_PLAIN
    ja      unlike
    mov     rsi, rsp
    lea     r9, [rsi + rax]
    mov     al, 8                       # the field of the user
    call    field
    jc      unlike
    mov     r8d, edx
    mov     al, 16                      # the field of the group
    call    field
    jc      unlike
    cmp     rsi, r9
    jne     unlike
    mov     [rbx], r8d
    mov     [rbx + 4], edx
as_shown:
    add     rsp, 32
    xor     eax, eax
done:
    clc
back:
    pop     rdi
    pop     rsi
    pop     rdx
    pop     r10
    pop     r9
    pop     r8
    pop     rbx
    ret
unlike:
    add     rsp, 32
other:
    stc
    jmp     back
failed:
    cmp     eax, -EACCES                # what is closed to the builder may not be to root
    jne     done
    jmp     other

# getxattrat(edi directory, rsi path, edx flags, r10 name, r8 struct, r9 its size) takes six arguments. The kernel does not
# look at the upper halves of the directory and the flags, so the marker is in those.
relative:
    mov     [rsp + 16], rsp
    mov     qword ptr [rsp + 24], LONGEST_PLAIN
    mov     rdx, r9
    shl     rdx, 32
    shr     r9, 32
    shl     r9, 32
    mov     edi, edi
    or      rdi, r9
    and     r10d, AT_SYMLINK_NOFOLLOW
    or      rdx, r10
    lea     r10, [rip + name]
    lea     r8, [rsp + 16]
    mov     r9d, 16
    jmp     asked

# Reads the field of tag al at rsi, which ends at r9 at the latest, into edx; rsi is behind it then. The carry flag tells
# that there is no such field.
field:
    cmp     rsi, r9
    jae     notify
    cmp     [rsi], al
    jne     notify
    inc     rsi
    xor     edx, edx
    xor     ecx, ecx
more:
    cmp     rsi, r9
    jae     notify
    cmp     ecx, 28
    ja      notify
    movzx   eax, byte ptr [rsi]
    inc     rsi
    mov     r11d, eax
    and     r11d, 0x7f
    shl     r11d, cl
    or      edx, r11d
    add     ecx, 7
    test    al, 0x80                    # clears the carry flag, which inc and dec leave alone
    jne     more
    inc     edx
    je      left                        # -1 leaves it as the file has it: 0
    dec     edx
left:
    ret

statx:                                  # statx(edi directory, rsi path, edx flags, r10d mask, r8 buffer)
    for_root
    keep
    mov     r9, [rip + marker]
    mov     eax, 332
    syscall
    cmp     rax, -4095
    jae     failed
    mov     eax, [r8]                   # stx_mask
    not     eax
    test    al, STATX_TYPE_UID_GID
    jnz     other
    movzx   eax, word ptr [r8 + 28]     # stx_mode
    lea     rbx, [r8 + 20]              # stx_uid, stx_gid
    mov     r10d, edx
    jmp     judge

# Of a file of mode eax and owners rcx at directory edi, path rsi, flags r10d: what getxattr, lgetxattr or fgetxattr, whose
# number it leaves in eax, takes first, in rdi; or the number of getxattrat alone. The carry flag tells that the file is none whose owner an attribute says.
place:
    and     eax, S_IFMT
    cmp     eax, S_IFREG
    je      owned
    cmp     eax, S_IFDIR
    jne     notify
owned:
    test    rcx, rcx
    jne     notify
    test    r10d, AT_EMPTY_PATH
    je      path
    test    rsi, rsi
    je      descriptor
    cmp     byte ptr [rsi], 0
    je      descriptor
path:
    cmp     byte ptr [rsi], 0x2f        # a slash
    je      whole
    cmp     edi, AT_FDCWD
    je      whole
    mov     eax, GETXATTRAT
    clc
    ret
whole:
    mov     rdi, rsi
    xor     eax, eax
    test    r10d, AT_SYMLINK_NOFOLLOW
    setne   al
    add     eax, 191
    ret
descriptor:
    mov     eax, 193
    clc
    ret

chown:                                  # chown(rdi path, esi user, edx group)
    for_root
    keep
    xor     r10d, r10d
    jmp     given
lchown:                                 # lchown(rdi path, esi user, edx group)
    for_root
    keep
    mov     r10d, AT_SYMLINK_NOFOLLOW
given:
    mov     ecx, esi
    mov     r8d, edx
    mov     rsi, rdi
    mov     edi, AT_FDCWD
    jmp     change
fchown:                                 # fchown(edi descriptor, esi user, edx group)
    for_root
    test    edi, edi
    js      notify
    keep
    mov     ecx, esi
    mov     r8d, edx
    lea     rsi, [rip + empty]
    mov     r10d, AT_EMPTY_PATH
    jmp     change
fchownat:                               # fchownat(edi directory, rsi path, edx user, r10d group, r8d flags)
    for_root
    test    r8d, ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)
    jne     notify
    test    rsi, rsi                    # stat takes it, chown does not
    je      notify
    keep
    mov     ecx, edx
    xchg    r8d, r10d
change:                                 # the place as for newfstatat, ecx user, r8d group
    cmp     ecx, -1
    je      other
    cmp     r8d, -1
    je      other
    sub     rsp, FRAME
    mov     [rsp + 128 + CALLERS], rbp
    lea     rbp, [rsp + 128]
    mov     [rbp + USER], ecx
    mov     [rbp + GROUP], r8d
    mov     [rbp + DIRECTORY], edi
    mov     [rbp + FLAGS], r10d
    mov     [rbp + PATH], rsi
    mov     rdx, rsp
    mov     r9, [rip + marker]
    mov     eax, 262
    syscall
    test    eax, eax
    jne     unchanged
    mov     eax, [rbp + ST_MODE]
    mov     rcx, [rbp + ST_UID]         # and st_gid
    call    place
    jc      unchanged
    mov     ebx, eax
    mov     [rbp + FIRST], rdi
    and     dword ptr [rbp + NOTED], 0
    mov     eax, [rbp + ST_MODE]
    test    ah, S_IFDIR >> 8            # a folder has nothing to lose
    jne     known
    test    ah, (S_ISUID | S_ISGID) >> 8
    jne     privileged
    mov     eax, LIST
    lea     rdx, [rbp + VALUE]
    mov     r10d, ROOM
    call    ask
    test    rax, rax
    jne     listed
    cmp     qword ptr [rbp + USER], 0   # and the group
    jne     write
    jmp     known                       # or are there no attributes on this file system?
listed:
    cmp     rax, LENGTH_OF_NAME         # the owner, or more than that?
    jne     privileged
    lea     rsi, [rbp + VALUE]
    lea     rdi, [rip + name]
    mov     ecx, LENGTH_OF_NAME
    repe cmpsb
    jne     privileged
known:
    call    plain
    jc      unchanged
    jmp     note
privileged:
    call    plain
    jc      unchanged
    call    touch
    jne     unchanged
note:
    cmp     qword ptr [rbp + USER], 0
    jne     write
    cmp     dword ptr [rbp + NOTED], -ENODATA
    je      same
    mov     eax, REMOVE
    call    ask
    test    eax, eax
    je      changed
    jmp     unchanged
same:                                   # nothing but the time of the change
    call    touch
    jne     unchanged
changed:
    mov     rbp, [rbp + CALLERS]
    add     rsp, FRAME
    xor     eax, eax
    jmp     done
write:
    lea     rdx, [rbp + NEW]
    mov     byte ptr [rdx], 8           # the field of the user
    inc     rdx
    mov     eax, [rbp + USER]
    call    number
    mov     byte ptr [rdx], 16          # the field of the group
    inc     rdx
    mov     eax, [rbp + GROUP]
    call    number
    lea     r10, [rdx - NEW]
    sub     r10, rbp
    lea     rdx, [rbp + NEW]
    cmp     r10d, [rbp + NOTED]
    jne     set
    lea     rsi, [rbp + VALUE]
    mov     rdi, rdx
    mov     ecx, r10d
    repe cmpsb
    je      same                        # which a file system may not take for a change
set:
    or      eax, SET
    call    ask
    test    eax, eax
    je      changed
unchanged:
    mov     rbp, [rbp + CALLERS]
    add     rsp, FRAME
    jmp     other

# Reads what is noted. The carry flag tells that it is, or may be, more than an owner.
plain:
    xor     eax, eax
    lea     rdx, [rbp + VALUE]
    mov     r10d, LONGEST_PLAIN
    call    ask
    mov     [rbp + NOTED], eax
    cmp     eax, -ENODATA
    je      reply
    cmp     rax, LONGEST_PLAIN + 1
    cmc
reply:
    ret

touch:                                  # takes setuid, setgid and capabilities away; the zero flag tells that it did
    mov     edi, [rbp + DIRECTORY]
    mov     rsi, [rbp + PATH]
    or      edx, -1
    or      r10d, -1
    mov     r8d, [rbp + FLAGS]
    mov     r9, [rip + marker]
    mov     eax, 260
    syscall
    test    eax, eax
    ret

# SET, LIST, REMOVE or, with 0, get in eax, rdx and r10 the value; ebx the number of the right call to get one.
ask:
    lea     rsi, [rip + name]
    cmp     ebx, GETXATTRAT
    je      relatively
    mov     rdi, [rbp + FIRST]
    xor     r8d, r8d
    mov     r9, [rip + marker]
    cmp     eax, LIST
    jne     named_one
    mov     rsi, rdx
    mov     rdx, r10
named_one:
    lea     eax, [rax + rax * 2]
    jmp     made
relatively:                             # see relative
    mov     [rbp + ARGUMENTS], rdx
    mov     [rbp + ARGUMENTS + 8], r10
    mov     r8, r10
    lea     r9, [rip + marker]
    mov     edi, [r9 + 4]
    shl     rdi, 32
    mov     r9d, [r9]
    shl     r9, 32
    mov     r10d, [rbp + FLAGS]
    and     r10d, AT_SYMLINK_NOFOLLOW
    or      r9, r10
    mov     r10, rdx
    mov     rdx, r9
    mov     r9d, [rbp + DIRECTORY]
    or      rdi, r9
    cmp     eax, LIST
    je      ready
    mov     r10, rsi
    lea     r8, [rbp + ARGUMENTS]
    mov     r9d, 16
ready:
    mov     rsi, [rbp + PATH]
made:
    add     eax, ebx
    syscall
    ret

number:                                 # writes eax at rdx, seven bits a byte, and moves rdx on
    cmp     eax, 0x80
    jb      last
    mov     ecx, eax
    or      cl, 0x80
    mov     [rdx], cl
    inc     rdx
    shr     eax, 7
    jmp     number
last:
    mov     [rdx], al
    inc     rdx
    ret
