/* From the words of a script to numbers and strings, and back. */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/securebits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define NAMED(constant) {#constant, constant}

static const struct {
  const char *name;
  long value;
} constants[] = {
    NAMED(AT_EACCESS), NAMED(AT_EMPTY_PATH), NAMED(AT_FDCWD), NAMED(AT_NO_AUTOMOUNT), NAMED(AT_REMOVEDIR),
    NAMED(AT_STATX_DONT_SYNC), NAMED(AT_STATX_FORCE_SYNC), NAMED(AT_SYMLINK_FOLLOW), NAMED(AT_SYMLINK_NOFOLLOW),
    NAMED(CAP_AUDIT_WRITE), NAMED(CAP_CHOWN), NAMED(CAP_DAC_OVERRIDE), NAMED(CAP_DAC_READ_SEARCH), NAMED(CAP_FOWNER),
    NAMED(CAP_FSETID), NAMED(CAP_KILL), NAMED(CAP_MKNOD), NAMED(CAP_NET_BIND_SERVICE), NAMED(CAP_NET_RAW),
    NAMED(CAP_SETFCAP), NAMED(CAP_SETGID), NAMED(CAP_SETPCAP), NAMED(CAP_SETUID), NAMED(CAP_SYS_ADMIN),
    NAMED(CAP_SYS_CHROOT), NAMED(F_OK), NAMED(O_APPEND), NAMED(O_CREAT), NAMED(O_DIRECTORY), NAMED(O_EXCL),
    NAMED(O_NOFOLLOW), NAMED(O_NONBLOCK), NAMED(O_PATH), NAMED(O_RDONLY), NAMED(O_RDWR), NAMED(O_TMPFILE),
    NAMED(O_TRUNC), NAMED(O_WRONLY), NAMED(PR_CAPBSET_DROP), NAMED(PR_CAPBSET_READ), NAMED(PR_CAP_AMBIENT),
    NAMED(PR_CAP_AMBIENT_CLEAR_ALL), NAMED(PR_CAP_AMBIENT_IS_SET), NAMED(PR_CAP_AMBIENT_LOWER),
    NAMED(PR_CAP_AMBIENT_RAISE), NAMED(PR_GET_KEEPCAPS), NAMED(PR_GET_NO_NEW_PRIVS), NAMED(PR_GET_SECUREBITS),
    NAMED(PR_SET_KEEPCAPS), NAMED(PR_SET_NO_NEW_PRIVS), NAMED(PR_SET_SECUREBITS), NAMED(RENAME_EXCHANGE),
    NAMED(RENAME_NOREPLACE), NAMED(R_OK), NAMED(SECBIT_KEEP_CAPS), NAMED(SECBIT_KEEP_CAPS_LOCKED),
    NAMED(SECBIT_NOROOT), NAMED(SECBIT_NOROOT_LOCKED), NAMED(SECBIT_NO_CAP_AMBIENT_RAISE),
    NAMED(SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED), NAMED(SECBIT_NO_SETUID_FIXUP), NAMED(SECBIT_NO_SETUID_FIXUP_LOCKED),
    NAMED(SIGCONT), NAMED(SIGTERM), NAMED(SIGURG), NAMED(SIGUSR1), NAMED(STATX_ALL), NAMED(STATX_BASIC_STATS),
    NAMED(STATX_GID), NAMED(STATX_MODE), NAMED(STATX_TYPE), NAMED(STATX_UID), NAMED(S_IFBLK), NAMED(S_IFCHR),
    NAMED(S_IFDIR), NAMED(S_IFIFO), NAMED(S_IFLNK), NAMED(S_IFREG), NAMED(S_IFSOCK), NAMED(W_OK), NAMED(XATTR_CREATE),
    NAMED(XATTR_REPLACE), NAMED(X_OK), NAMED(_LINUX_CAPABILITY_VERSION_1), NAMED(_LINUX_CAPABILITY_VERSION_2),
    NAMED(_LINUX_CAPABILITY_VERSION_3),
};

static const struct {
  int number;
  const char *name;
} errors[] = {
#define ERROR(constant) {constant, #constant}
    ERROR(EACCES), ERROR(EADDRINUSE), ERROR(EAGAIN), ERROR(EBADF), ERROR(EBUSY), ERROR(ECHILD), ERROR(EEXIST),
    ERROR(EFAULT), ERROR(EINVAL), ERROR(EISDIR), ERROR(ELOOP), ERROR(EMLINK), ERROR(ENAMETOOLONG), ERROR(ENODATA),
    ERROR(ENODEV), ERROR(ENOENT), ERROR(ENOEXEC), ERROR(ENOMEM), ERROR(ENOSYS), ERROR(ENOTDIR), ERROR(ENOTEMPTY),
    ERROR(ENOTSUP), ERROR(ENXIO), ERROR(EPERM), ERROR(EPIPE), ERROR(ERANGE), ERROR(EROFS), ERROR(ESRCH),
    ERROR(ETXTBSY), ERROR(EXDEV), ERROR(E2BIG),
};

void give_up(const char *what, const char *word) {
  fprintf(stderr, "operations: %s: '%s'\n", what, word);
  kill(0, SIGKILL);
  abort();
}

static long one_number(const char *word) {
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
    if (strcmp(word, constants[i].name) == 0) {
      return constants[i].value;
    }
  }
  char *end;
  long value = strtol(word, &end, 0);
  if (*end != '\0' || end == word) {
    give_up("not a number", word);
  }
  return value;
}

long number(const char *word) {
  char copy[LINE];
  snprintf(copy, sizeof copy, "%s", word);
  long value = 0;
  char *rest = NULL;
  for (char *part = strtok_r(copy, "|", &rest); part != NULL; part = strtok_r(NULL, "|", &rest)) {
    value |= one_number(part);
  }
  return value;
}

long process_number(const char *word) {
  int group = word[0] == '-';
  int actor = pid_of_actor(word + group);
  long process = actor < 0 ? number(word + group) : actor;
  return group ? -process : process;
}

const char *error_name(int number) {
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    if (errors[i].number == number) {
      return errors[i].name;
    }
  }
  return strerror(number);
}

char *expand(const char *word) {
  char *text = calloc(1, LINE);
  size_t length = 0;
  if (strcmp(word, "\"\"") == 0) {
    return text;
  }
  for (const char *at = word; *at != '\0' && length < LINE - 1;) {
    if (*at != '@') {
      text[length++] = *at++;
      continue;
    }
    char *end;
    for (long times = strtol(at + 1, &end, 10); times > 0 && length < LINE - 1; times--) {
      text[length++] = 'n';
    }
    at = end;
  }
  return text;
}
