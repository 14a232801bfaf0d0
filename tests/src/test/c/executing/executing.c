/*
 * Children of another user execute this program, whose file is root's and setuid, while another thread of theirs asks who
 * they are. Prints how many of how many became root.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USER = 1000, BECAME_ROOT = 7, STAYED = 8, BROKEN = 9, A_WHILE = 2000 };

static void *ask(void *nothing) {
  for (;;) {
    syscall(SYS_getuid);
  }
  return nothing;
}

static void become(const char *program) {
  pthread_t thread;
  if (syscall(SYS_setresuid, USER, USER, USER) == 0 && pthread_create(&thread, NULL, ask, NULL) == 0) {
    usleep(A_WHILE);
    execl(program, program, "tell", NULL);
  }
  _exit(BROKEN);
}

int main(int count, char **arguments) {
  if (strcmp(arguments[count - 1], "tell") == 0) {
    return syscall(SYS_geteuid) == 0 ? BECAME_ROOT : STAYED;
  }
  int rounds = atoi(arguments[count - 1]);
  int right = 0;
  for (int round = 0; round < rounds; round++) {
    pid_t child = fork();
    if (child == 0) {
      become("/bin/executing");
    }
    int status;
    waitpid(child, &status, 0);
    right += WIFEXITED(status) && WEXITSTATUS(status) == BECAME_ROOT;
  }
  printf("%d of %d\n", right, rounds);
  return 0;
}
