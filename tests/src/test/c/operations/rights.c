/* What a process may do: capabilities, signals, access control lists. */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static long outcome(long result) {
  return result == -1 ? -errno : result;
}

static void print_sets(FILE *out, const struct __user_cap_data_struct *data) {
  fprintf(out, " effective=%x permitted=%x inheritable=%x", data[0].effective, data[0].permitted, data[0].inheritable);
}

static void show_capabilities(const struct request *request, FILE *out) {
  (void) request;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {0};
  print_result(out, outcome(syscall(SYS_capget, &header, data)));
  print_sets(out, data);
}

/* capget VERSION PROCESS: what it has, and the version that the kernel would rather have. */
static void get_capabilities(const struct request *request, FILE *out) {
  struct __user_cap_header_struct header = {(uint32_t) number(request->word[1]), (int) process_number(request->word[2])};
  struct __user_cap_data_struct data[2] = {0};
  print_result(out, outcome(syscall(SYS_capget, &header, data)));
  fprintf(out, " version=%x", header.version);
  print_sets(out, data);
}

/* capset VERSION PROCESS EFFECTIVE PERMITTED INHERITABLE */
static void set_capabilities(const struct request *request, FILE *out) {
  struct __user_cap_header_struct header = {(uint32_t) number(request->word[1]), (int) process_number(request->word[2])};
  struct __user_cap_data_struct data[2] = {0};
  data[0].effective = (uint32_t) number(request->word[3]);
  data[0].permitted = (uint32_t) number(request->word[4]);
  data[0].inheritable = (uint32_t) number(request->word[5]);
  print_result(out, outcome(syscall(SYS_capset, &header, data)));
}

/* drop CAPABILITY: from the effective and the permitted set. */
static void drop_capability(const struct request *request, FILE *out) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {0};
  syscall(SYS_capget, &header, data);
  data[0].effective &= ~(1u << number(request->word[1]));
  data[0].permitted &= ~(1u << number(request->word[1]));
  print_result(out, outcome(syscall(SYS_capset, &header, data)));
}

static siginfo_t queued(const struct request *request, int place) {
  siginfo_t information = {.si_signo = (int) number(request->word[place]), .si_code = SI_QUEUE};
  return information;
}

/* sigqueue PROCESS SIGNAL */
static void queue_signal(const struct request *request, FILE *out) {
  siginfo_t information = queued(request, 2);
  long process = process_number(request->word[1]);
  print_result(out, outcome(syscall(SYS_rt_sigqueueinfo, process, information.si_signo, &information)));
}

/* tgsigqueue PROCESS THREAD SIGNAL */
static void queue_signal_to_thread(const struct request *request, FILE *out) {
  siginfo_t information = queued(request, 3);
  long process = process_number(request->word[1]);
  long thread = process_number(request->word[2]);
  print_result(out, outcome(syscall(SYS_rt_tgsigqueueinfo, process, thread, information.si_signo, &information)));
}

/* pidfd_send_signal PROCESS SIGNAL */
static void signal_by_descriptor(const struct request *request, FILE *out) {
  long fd = syscall(SYS_pidfd_open, process_number(request->word[1]), 0);
  print_result(out, fd < 0 ? -errno : outcome(syscall(SYS_pidfd_send_signal, fd, number(request->word[2]), NULL, 0)));
  if (fd >= 0) {
    close((int) fd);
  }
}

static void lead_session(const struct request *request, FILE *out) {
  (void) request;
  print_result(out, setsid() < 0 ? -errno : 0);
}

/* As the kernel stores a list: posix_acl_xattr.h. */
struct list {
  uint32_t version;
  struct {
    uint16_t tag;
    uint16_t permissions;
    uint32_t id;
  } entry[100];
};

static const char *attribute_of(const char *kind) {
  return strcmp(kind, "default") == 0 ? "system.posix_acl_default" : "system.posix_acl_access";
}

/* Reads "u::6,u:1000:4,g::4,g:50:7,m::6,o::0"; the number of bytes. */
static size_t read_list(const char *text, struct list *list) {
  size_t count = 0;
  list->version = 2;
  for (const char *at = text; *at != '\0' && count < 100; count++) {
    char kind = *at;
    char *end;
    int named = at[2] != ':';
    list->entry[count].id = named ? (uint32_t) strtoul(at + 2, &end, 10) : UINT32_MAX;
    at = strchr(at + 2, ':') + 1;
    list->entry[count].permissions = (uint16_t) strtoul(at, &end, 8);
    list->entry[count].tag = kind == 'u' ? (named ? 2 : 1) : kind == 'g' ? (named ? 8 : 4) : kind == 'm' ? 16 : 32;
    at = *end == ',' ? end + 1 : end;
  }
  return 4 + 8 * count;
}

/* setlist access|default PATH LIST */
static void set_list(const struct request *request, FILE *out) {
  struct list list;
  size_t size = read_list(request->word[3], &list);
  print_result(out, outcome(setxattr(request->word[2], attribute_of(request->word[1]), &list, size, 0)));
}

static void print_list(FILE *out, const struct list *list, long size) {
  for (long i = 0; 4 + 8 * (i + 1) <= size; i++) {
    int tag = list->entry[i].tag;
    fprintf(out, "%s%c:", i == 0 ? " " : ",", tag < 4 ? 'u' : tag < 16 ? 'g' : tag == 16 ? 'm' : 'o');
    if (tag == 2 || tag == 8) {
      fprintf(out, "%d", (int) list->entry[i].id);
    }
    fprintf(out, ":%o", list->entry[i].permissions);
  }
}

/* getlist access|default PATH */
static void get_list(const struct request *request, FILE *out) {
  struct list list;
  long size = outcome(getxattr(request->word[2], attribute_of(request->word[1]), &list, sizeof list));
  print_result(out, size);
  print_list(out, &list, size);
}

int perform_about_rights(const struct request *request, FILE *out) {
  static const struct {
    const char *name;
    void (*perform)(const struct request *, FILE *);
  } specials[] = {
      {"capabilities", show_capabilities},         {"capget", get_capabilities},   {"capset", set_capabilities},
      {"drop", drop_capability},                   {"getlist", get_list},          {"pidfd_send_signal", signal_by_descriptor},
      {"setlist", set_list},                       {"setsid", lead_session},       {"sigqueue", queue_signal},
      {"tgsigqueue", queue_signal_to_thread},
  };
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
    if (strcmp(specials[i].name, request->word[0]) == 0) {
      specials[i].perform(request, out);
      return 1;
    }
  }
  return 0;
}
