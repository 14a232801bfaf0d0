/* What takes more than one call, or a structure of its own. */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static long outcome(long result) {
  return result == -1 ? -errno : result;
}

void print_ids(FILE *out) {
  int ids[6];
  gid_t groups[100];
  syscall(SYS_getresuid, ids, ids + 1, ids + 2);
  syscall(SYS_getresgid, ids + 3, ids + 4, ids + 5);
  fprintf(out, " uid=%d,%d,%d,%ld gid=%d,%d,%d,%ld groups=", ids[0], ids[1], ids[2], syscall(SYS_setfsuid, -1),
          ids[3], ids[4], ids[5], syscall(SYS_setfsgid, -1));
  int count = getgroups(100, groups);
  for (int i = 0; i < count; i++) {
    fprintf(out, "%s%d", i == 0 ? "" : ",", (int) groups[i]);
  }
}

static void show_ids(const struct request *request, FILE *out) {
  (void) request;
  print_ids(out);
}

/* fork NAME: another actor, with all that this one has. */
static void fork_one(const struct request *request, FILE *out) {
  print_result(out, fork_actor(request->word[1]));
}

static void end(const struct request *request, FILE *out) {
  (void) request;
  print_result(out, 0);
}

static void show_tree(const struct request *request, FILE *out) {
  print_tree(out, request->word[1]);
}

/* bind PATH: a socket in the file system. */
static void bind_socket(const struct request *request, FILE *out) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char *path = expand(request->word[1]);
  snprintf(address.sun_path, sizeof address.sun_path, "%.107s", path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(address.sun_path) + 1);
  print_result(out, outcome(bind(fd, (struct sockaddr *) &address, length)));
  close(fd);
  free(path);
}

/* openat2 DIRECTORY PATH FLAGS MODE RESOLVE */
static void open_how(const struct request *request, FILE *out) {
  struct open_how how = {
      .flags = (unsigned long) number(request->word[3]),
      .mode = (unsigned long) number(request->word[4]),
      .resolve = (unsigned long) number(request->word[5]),
  };
  char *path = expand(request->word[2]);
  print_result(out, outcome(syscall(SYS_openat2, number(request->word[1]), path, &how, sizeof how)));
  free(path);
}

static void write_text(const struct request *request, FILE *out) {
  print_result(out, outcome(write((int) number(request->word[1]), request->word[2], strlen(request->word[2]))));
}

/* times PATH: the time of modification in seconds. */
static void show_times(const struct request *request, FILE *out) {
  struct stat status;
  long result = outcome(lstat(request->word[1], &status));
  print_result(out, result);
  if (result == 0) {
    fprintf(out, " %ld %ld", (long) status.st_atime, (long) status.st_mtime);
  }
}

/* exec PATH [WHAT]: what a child that executes this program under that name says its ids, or capabilities, are. */
static void execute(const struct request *request, FILE *out) {
  int ends[2];
  if (pipe(ends) != 0) {
    give_up("cannot", strerror(errno));
  }
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    close(ends[0]);
    close(ends[1]);
    execl(request->word[1], request->word[1], request->count > 2 ? request->word[2] : "ids", NULL);
    dprintf(1, "%s", error_name(errno));
    _exit(1);
  }
  close(ends[1]);
  char answer[1000];
  ssize_t length;
  while ((length = read(ends[0], answer, sizeof answer)) > 0) {
    fwrite(answer, 1, (size_t) length, out);
  }
  close(ends[0]);
  waitpid(child, NULL, 0);
}

/* copy TARGET: this program, under another name. */
static void copy_program(const struct request *request, FILE *out) {
  int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int to = open(request->word[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  char block[65536];
  ssize_t length = 0;
  while (to >= 0 && (length = read(from, block, sizeof block)) > 0) {
    if (write(to, block, (size_t) length) != length) {
      give_up("cannot", strerror(errno));
    }
  }
  print_result(out, to < 0 || length < 0 ? -EIO : 0);
  close(from);
  close(to);
}

/* limit: of file locks, which a program may ask for and set. */
static void show_limit(const struct request *request, FILE *out) {
  (void) request;
  struct rlimit limit;
  print_result(out, outcome(getrlimit(RLIMIT_LOCKS, &limit)));
  fprintf(out, " %ld %ld", (long) limit.rlim_cur, (long) limit.rlim_max);
}

int perform_special(const struct request *request, FILE *out) {
  static const struct {
    const char *name;
    void (*perform)(const struct request *, FILE *);
  } specials[] = {
      {"bind", bind_socket}, {"copy", copy_program}, {"exec", execute},     {"exit", end},
      {"fork", fork_one},    {"ids", show_ids},      {"limit", show_limit}, {"openat2", open_how},
      {"times", show_times}, {"tree", show_tree},    {"write", write_text},
  };
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
    if (strcmp(specials[i].name, request->word[0]) == 0) {
      specials[i].perform(request, out);
      return 1;
    }
  }
  return perform_about_rights(request, out);
}
