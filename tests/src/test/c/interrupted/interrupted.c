/*
 * interrupted MICROSECONDS CALLS [restart]    makes calls that are emulated under a storm of signals, with or without
 * SA_RESTART, and says how many signals came, how many calls failed with EINTR, and how many in another way
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t signals;

static void count(int number) {
  (void) number;
  signals++;
}

static int one_call(const char *file, long turn) {
  struct stat status;
  switch (turn % 4) {
    case 0: return chown(file, (uid_t) (turn % 7), 5);
    case 1: return chmod(file, 0600);
    default: return stat(file, &status);
  }
}

int main(int words, char **word) {
  if (words < 3) {
    fputs("usage: interrupted MICROSECONDS CALLS [restart]\n", stderr);
    return 2;
  }
  struct sigaction action = {.sa_handler = count};
  action.sa_flags = words > 3 && strcmp(word[3], "restart") == 0 ? SA_RESTART : 0;
  sigaction(SIGALRM, &action, NULL);
  const char *file = "/tmp/interrupted";
  close(open(file, O_CREAT | O_RDWR, 0644));
  long interval = atol(word[1]);
  struct itimerval timer = {{0, interval}, {0, interval}};
  setitimer(ITIMER_REAL, &timer, NULL);
  long interrupted = 0;
  long failed = 0;
  for (long turn = 0; turn < atol(word[2]); turn++) {
    if (one_call(file, turn) != 0) {
      interrupted += errno == EINTR;
      failed += errno != EINTR;
    }
  }
  printf("%ld %ld %ld\n", (long) signals, interrupted, failed);
  return 0;
}
