/*
 * stress SECONDS: processes of several threads that create, give away, rename and remove files under a storm of signals,
 * fork children that die, and are killed in the middle of a call. Says "done" when what is left is as it should be.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 8, THREADS = 4, VICTIMS = 4, FIRST_UID = 1000 };

static int process;
static time_t end;

static void check(int right, const char *what) {
  if (!right) {
    fprintf(stderr, "stress: process %d: %s: %s\n", process, what, strerror(errno));
    _exit(1);
  }
}

static void ignore(int number) {
  (void) number;
}

/* The owner of a new file and of what becomes of it; 0 means that it stays root's. */
static void make_and_give_away(int thread, int round) {
  char path[100];
  char moved[120];
  struct stat status;
  snprintf(path, sizeof path, "/stress/%d-%d-%d", process, thread, round);
  snprintf(moved, sizeof moved, "%s-moved", path);
  int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  check(fd >= 0, "open");
  unsigned owner = FIRST_UID + (unsigned) (process + thread);
  unsigned me = geteuid();
  if (me == 0) {
    check((round % 2 == 0 ? chown(path, owner, owner) : fchown(fd, owner, owner)) == 0, "chown");
  } else {
    owner = me;
  }
  check(rename(path, moved) == 0, "rename");
  check(fstat(fd, &status) == 0 && status.st_uid == owner, "owner by descriptor");
  check(stat(moved, &status) == 0 && status.st_uid == owner, "owner by path");
  close(fd);
  check(unlink(moved) == 0, "unlink");
}

static void fork_and_reap(int round) {
  pid_t child = round % 2 == 0 ? fork() : vfork();
  check(child >= 0, "fork");
  if (child == 0) {
    _exit(round % 8 == 0 ? syscall(SYS_getuid) == geteuid() ? 7 : 8 : 7);
  }
  int status;
  pid_t ended;
  while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR) {
  }
  check(ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 7, "child");
}

static void *work(void *argument) {
  int thread = (int) (long) argument;
  for (int round = 0; time(NULL) < end; round++) {
    make_and_give_away(thread, round);
    if (round % 16 == 0) {
      fork_and_reap(round / 16);
    }
    if (round % 4 == 0) {
      kill(getpid(), SIGURG);
    }
  }
  return NULL;
}

static void run_process(int number) {
  process = number;
  struct sigaction action = {.sa_handler = ignore, .sa_flags = SA_RESTART};
  sigaction(SIGURG, &action, NULL);
  if (number % 2 == 1) {
    check(setgid(FIRST_UID + 100) == 0 && setuid(FIRST_UID + (unsigned) number) == 0, "setuid");
  }
  pthread_t threads[THREADS];
  for (long thread = 0; thread < THREADS; thread++) {
    check(pthread_create(threads + thread, NULL, work, (void *) thread) == 0, "pthread_create");
  }
  for (int thread = 0; thread < THREADS; thread++) {
    pthread_join(threads[thread], NULL);
  }
  _exit(0);
}

/* Calls without end, for as long as it is let live. */
static void *call(void *argument) {
  char path[100];
  snprintf(path, sizeof path, "/stress/victim-%d-%ld", getpid(), (long) argument);
  while (1) {
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (fd >= 0) {
      if (fchown(fd, 1, 1) == 0 && chown(path, 2, 2) != 0) {
        unlink(path);
      }
      close(fd);
    }
    unlink(path);
  }
  return NULL;
}

static void kill_in_the_middle_of_calls(void) {
  for (unsigned round = 0; time(NULL) < end; round++) {
    pid_t victim = fork();
    check(victim >= 0, "fork a victim");
    if (victim == 0) {
      pthread_t threads[VICTIMS];
      for (long thread = 1; thread < VICTIMS; thread++) {
        pthread_create(threads + thread, NULL, call, (void *) thread);
      }
      call(NULL);
    }
    usleep(500 + round * 37 % 5000);
    kill(victim, SIGKILL);
    check(waitpid(victim, NULL, 0) == victim, "wait for a victim");
  }
}

int main(int count, char **words) {
  double seconds = count == 2 ? strtod(words[1], NULL) : 1;
  end = time(NULL) + (time_t) seconds;
  check(mkdir("/stress", 0777) == 0 && chmod("/stress", 01777) == 0, "mkdir");
  pid_t workers[PROCESSES];
  for (int number = 0; number < PROCESSES; number++) {
    workers[number] = fork();
    check(workers[number] >= 0, "fork");
    if (workers[number] == 0) {
      run_process(number);
    }
  }
  kill_in_the_middle_of_calls();
  for (int number = 0; number < PROCESSES; number++) {
    int status;
    check(waitpid(workers[number], &status, 0) == workers[number] && status == 0, "a process failed");
  }
  puts("done");
  return 0;
}
