/* What the stat family says, and whole trees. Sizes and link counts of directories differ between file systems. */
#define _GNU_SOURCE
#include "operations.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

static char letter(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFIFO: return 'p';
    case S_IFSOCK: return 's';
    case S_IFCHR: return 'c';
    case S_IFBLK: return 'b';
    default: return '-';
  }
}

void print_stat(FILE *out, const struct stat *status) {
  fprintf(out, " %c%04o %d:%d", letter(status->st_mode), status->st_mode & 07777, (int) status->st_uid,
          (int) status->st_gid);
  if (!S_ISDIR(status->st_mode)) {
    fprintf(out, " links=%d", (int) status->st_nlink);
  }
  if (S_ISREG(status->st_mode) || S_ISLNK(status->st_mode)) {
    fprintf(out, " size=%ld", (long) status->st_size);
  }
  if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) {
    fprintf(out, " device=%d,%d", (int) major(status->st_rdev), (int) minor(status->st_rdev));
  }
}

void print_statx(FILE *out, const struct statx *status) {
  struct stat same = {
      .st_mode = status->stx_mode,
      .st_uid = status->stx_uid,
      .st_gid = status->stx_gid,
      .st_nlink = status->stx_nlink,
      .st_size = (off_t) status->stx_size,
      .st_rdev = makedev(status->stx_rdev_major, status->stx_rdev_minor),
  };
  print_stat(out, &same);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *) a, *(char *const *) b);
}

int sort_names(char *list, long length, char *names[]) {
  int count = 0;
  for (char *name = list; name < list + length && count < NAMES; name += strlen(name) + 1) {
    names[count++] = name;
  }
  qsort(names, (size_t) count, sizeof *names, by_name);
  return count;
}

static void print_attributes(FILE *out, const char *path) {
  char list[65536];
  char *names[NAMES];
  int count = sort_names(list, llistxattr(path, list, sizeof list), names);
  for (int i = 0; i < count; i++) {
    char value[65536];
    ssize_t size = lgetxattr(path, names[i], value, sizeof value);
    fprintf(out, " %s=", names[i]);
    for (ssize_t at = 0; at < size; at++) {
      fprintf(out, "%02x", (unsigned char) value[at]);
    }
  }
}

static void print_entry(FILE *out, const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) {
    fprintf(out, "\n%s cannot be read", path);
    return;
  }
  fprintf(out, "\n%s", path);
  print_stat(out, &status);
  if (S_ISLNK(status.st_mode)) {
    char target[4096];
    ssize_t length = readlink(path, target, sizeof target);
    fprintf(out, " -> %.*s", (int) (length < 0 ? 0 : length), target);
  }
  print_attributes(out, path);
}

static int is_shown(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

void print_tree(FILE *out, const char *path) {
  print_entry(out, path);
  struct dirent **entries;
  int count = scandir(path, &entries, is_shown, by_bytes);
  for (int i = 0; i < count; i++) {
    char *below;
    struct stat status;
    if (asprintf(&below, "%s/%s", path, entries[i]->d_name) < 0) {
      give_up("cannot", strerror(errno));
    }
    if (lstat(below, &status) == 0 && S_ISDIR(status.st_mode)) {
      print_tree(out, below);
    } else {
      print_entry(out, below);
    }
    free(below);
    free(entries[i]);
  }
  if (count >= 0) {
    free(entries);
  }
}
