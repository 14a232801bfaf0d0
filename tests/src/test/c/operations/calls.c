/* System calls by name, made without the C library's own ideas of them. */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/*
 * How a call's arguments are written in a script, a letter each:
 *   p path or other string   i number   n number of a process, by its actor's name too
 *   b string, or 0x and bytes in hexadecimal, and its length   r room and its size, shown as text
 *   h the same, shown in hexadecimal   l the same, shown as a list of strings
 *   S struct stat, shown   X struct statx, shown   u 32-bit number, shown
 *   g count and list of groups "5,6"   G count and room for groups, shown   t two times "3,now"
 * In the place of any address NULL and BAD (an address that nobody has) can stand.
 */
static const struct call {
  const char *name;
  long number;
  const char *arguments;
} calls[] = {
#define CALL(name, arguments) {#name, SYS_##name, arguments}
    CALL(access, "pi"), CALL(chdir, "p"), CALL(chmod, "pi"), CALL(chown, "pii"),
    CALL(chroot, "p"), CALL(close, "i"), CALL(creat, "pi"), CALL(dup2, "ii"), CALL(faccessat, "ipi"),
    CALL(faccessat2, "ipii"), CALL(fchdir, "i"), CALL(fchmod, "ii"), CALL(fchmodat, "ipi"),
    CALL(fchmodat2, "ipii"), CALL(fchown, "iii"), CALL(fchownat, "ipiii"), CALL(fgetxattr, "iph"),
    CALL(flistxattr, "il"), CALL(fremovexattr, "ip"), CALL(fsetxattr, "ipbi"), CALL(fstat, "iS"),
    CALL(ftruncate, "ii"), CALL(futimesat, "ipt"), CALL(getcwd, "r"), CALL(getegid, ""), CALL(geteuid, ""),
    CALL(getgid, ""), CALL(getgroups, "G"), CALL(getresgid, "uuu"), CALL(getresuid, "uuu"), CALL(getuid, ""),
    CALL(getpgid, "n"), CALL(getxattr, "pph"), CALL(kill, "ni"), CALL(lchown, "pii"), CALL(lgetxattr, "pph"), CALL(link, "pp"),
    CALL(linkat, "ipipi"), CALL(listxattr, "pl"), CALL(llistxattr, "pl"), CALL(lremovexattr, "pp"),
    CALL(lsetxattr, "ppbi"), CALL(lstat, "pS"), CALL(mkdir, "pi"), CALL(mkdirat, "ipi"), CALL(mknod, "pii"),
    CALL(mknodat, "ipii"), CALL(newfstatat, "ipSi"), CALL(open, "pii"), CALL(openat, "ipii"),
    CALL(prctl, "iiiii"), CALL(readlink, "pr"), CALL(readlinkat, "ipr"), CALL(removexattr, "pp"),
    CALL(rename, "pp"), CALL(renameat, "ipip"), CALL(renameat2, "ipipi"), CALL(rmdir, "p"),
    CALL(setfsgid, "i"), CALL(setfsuid, "i"), CALL(setgid, "i"), CALL(setgroups, "g"), CALL(setpgid, "nn"), CALL(setregid, "ii"),
    CALL(setresgid, "iii"), CALL(setresuid, "iii"), CALL(setreuid, "ii"), CALL(setuid, "i"),
    CALL(setxattr, "ppbi"), CALL(stat, "pS"), CALL(statx, "ipiiX"), CALL(symlink, "pp"),
    CALL(symlinkat, "pip"), CALL(tgkill, "nni"), CALL(tkill, "ni"), CALL(truncate, "pi"), CALL(umask, "i"), CALL(unlink, "p"), CALL(unlinkat, "ipi"),
    CALL(utime, "pt"), CALL(utimensat, "ipti"), CALL(utimes, "pt"),
};

enum { BAD_ADDRESS = 1, MOST_ARGUMENTS = 6, ROOM = 65536, MOST_GROUPS = 70000 };

/* The arguments of one call, and what they point to. */
struct frame {
  long value[MOST_ARGUMENTS + 1];
  int values;
  void *memory[MOST_ARGUMENTS];
};

void print_result(FILE *out, long result) {
  if (result < 0 && result > -4096) {
    fputs(error_name((int) -result), out);
  } else {
    fprintf(out, "%ld", result);
  }
}

static int is_address(const char *word, long *address) {
  *address = strcmp(word, "BAD") == 0 ? BAD_ADDRESS : 0;
  return *address != 0 || strcmp(word, "NULL") == 0;
}

static void *groups_of(const char *word, long *count) {
  unsigned *groups = calloc(MOST_GROUPS, sizeof *groups);
  *count = 0;
  for (const char *at = word; *at >= '0' && *at <= '9' && *count < MOST_GROUPS;) {
    char *end;
    groups[(*count)++] = (unsigned) strtoul(at, &end, 10);
    at = *end == ',' ? end + 1 : end;
  }
  return groups;
}

static void *times_of(const char *word) {
  struct timespec *times = calloc(2, sizeof *times);
  for (int i = 0; i < 2; i++) {
    const char *at = i == 0 ? word : strchr(word, ',') + 1;
    times[i].tv_sec = strtol(at, NULL, 10);
    times[i].tv_nsec = strncmp(at, "now", 3) == 0 ? UTIME_NOW : strncmp(at, "omit", 4) == 0 ? UTIME_OMIT : 0;
  }
  return times;
}

static void *bytes_of(const char *word, long *length) {
  char *bytes = expand(word);
  *length = (long) strlen(bytes);
  if (strncmp(word, "0x", 2) == 0) {
    *length = *length / 2 - 1;
    for (long i = 0; i < *length; i++) {
      unsigned byte = 0;
      sscanf(bytes + 2 + 2 * i, "%2x", &byte);
      bytes[i] = (char) byte;
    }
  }
  return bytes;
}

static long allocated(void **place, size_t size) {
  *place = calloc(1, size);
  return (long) *place;
}

/* Turns one word of a script into one or two arguments. */
static void prepare(struct frame *frame, int index, char kind, const char *word) {
  long *value = frame->value + frame->values;
  void **memory = frame->memory + index;
  long count;
  int bad = kind != 'i' && kind != 'n' && is_address(word, value);
  frame->values += strchr("brhl", kind) != NULL || kind == 'g' || kind == 'G' ? 2 : 1;
  switch (kind) {
    case 'i':
      *value = number(word);
      break;
    case 'n':
      *value = process_number(word);
      break;
    case 'p':
      *value = bad ? *value : (long) (*memory = expand(word));
      break;
    case 'b':
      value[0] = bad ? value[0] : (long) (*memory = bytes_of(word, value + 1));
      value[1] = bad ? 1 : value[1];
      break;
    case 'r':
    case 'h':
    case 'l':
      value[1] = bad ? 100 : number(word);
      value[0] = bad ? value[0] : allocated(memory, ROOM);
      break;
    case 'g':
      value[1] = bad ? value[0] : (long) (*memory = groups_of(word, &count));
      value[0] = bad ? 1 : count;
      break;
    case 'G':
      value[0] = bad ? 10 : number(word);
      value[1] = bad ? *value : allocated(memory, MOST_GROUPS * sizeof(unsigned));
      break;
    case 't':
      *value = bad ? *value : (long) (*memory = times_of(word));
      break;
    default: /* what the call fills needs no word but an optional NULL or BAD */
      *value = bad ? *value : allocated(memory, sizeof(struct statx));
  }
}

static void show_text(FILE *out, char kind, const char *text, long length) {
  fputc(' ', out);
  for (long i = 0; i < length; i++) {
    if (kind == 'h') {
      fprintf(out, "%02x", (unsigned char) text[i]);
    } else if (text[i] != '\0') {
      fputc(text[i], out);
    }
  }
}

static void show_names(FILE *out, const char *list, long length) {
  char copy[ROOM];
  char *names[NAMES];
  memcpy(copy, list, (size_t) length);
  int count = sort_names(copy, length, names);
  fputc(' ', out);
  for (int i = 0; i < count; i++) {
    fprintf(out, "%s ", names[i]);
  }
}

static void show(FILE *out, char kind, const void *memory, long size, long result) {
  switch (kind) {
    case 'S':
      print_stat(out, memory);
      break;
    case 'X':
      print_statx(out, memory);
      break;
    case 'u':
      fprintf(out, " %d", *(const int *) memory);
      break;
    case 'G':
      for (long i = 0; size > 0 && i < result; i++) {
        fprintf(out, " %d", ((const int *) memory)[i]);
      }
      break;
    case 'l':
      if (size > 0) {
        show_names(out, memory, result);
      }
      break;
    case 'r':
    case 'h':
      if (size > 0) {
        show_text(out, kind, memory, result);
      }
      break;
    default:
      break;
  }
}

static void make(const struct call *call, const struct request *request, FILE *out) {
  struct frame frame = {.values = 0};
  int sizes[MOST_ARGUMENTS] = {0};
  int word = 1;
  for (int i = 0; call->arguments[i] != '\0'; i++) {
    char kind = call->arguments[i];
    int filled = kind == 'S' || kind == 'X' || kind == 'u';
    const char *given = word < request->count ? request->word[word] : "0";
    int taken = !filled || strcmp(given, "NULL") == 0 || strcmp(given, "BAD") == 0;
    sizes[i] = frame.values + 1;
    prepare(&frame, i, kind, taken ? given : "");
    word += taken;
  }
  const long *value = frame.value;
  long result = syscall(call->number, value[0], value[1], value[2], value[3], value[4], value[5]);
  result = result == -1 ? -errno : result;
  print_result(out, result);
  for (int i = 0; call->arguments[i] != '\0'; i++) {
    char kind = call->arguments[i];
    if (result >= 0 && frame.memory[i] != NULL) {
      show(out, kind, frame.memory[i], kind == 'G' ? value[sizes[i] - 1] : value[sizes[i]], result);
    }
    free(frame.memory[i]);
  }
}

void perform(const struct request *request, FILE *out) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (strcmp(calls[i].name, request->word[0]) == 0) {
      make(calls + i, request, out);
      return;
    }
  }
  if (!perform_special(request, out)) {
    give_up("no such operation", request->word[0]);
  }
}
