/*
 * operations             runs the script on standard input, and says of each line what came of it
 * operations generate SEED COUNT    writes a script of COUNT random lines
 * operations ids         writes its ids, as a program that a script executes
 * operations capabilities           writes its capabilities, likewise
 */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Started by another user from a file that is root's and setuid, it is as if root had started it. */
static void become_root(void) {
  umask(022);
  if (setgroups(0, NULL) != 0 || setgid(0) != 0 || setuid(0) != 0 || chdir("/") != 0) {
    give_up("root is needed", strerror(errno));
  }
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "ids") == 0) {
    print_ids(stdout);
    return 0;
  }
  if (count == 2 && strcmp(words[1], "capabilities") == 0) {
    struct request request = {1, {"capabilities"}};
    perform(&request, stdout);
    return 0;
  }
  if (count == 4 && strcmp(words[1], "generate") == 0) {
    generate(strtoul(words[2], NULL, 10), strtol(words[3], NULL, 10));
    return 0;
  }
  if (count != 1) {
    fputs("usage: operations [generate SEED COUNT | ids | capabilities]\n", stderr);
    return 2;
  }
  become_root();
  return run_script();
}
