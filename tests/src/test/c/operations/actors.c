/* Actors: processes that keep ids, umask, working directory and descriptors between the lines of a script. */
#define _GNU_SOURCE
#include "operations.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Their pipes have high numbers, so that what a script opens is 3, 4 and so on. */
enum { ACTORS = 64, NAME = 32, FIRST_PIPE = 300, PIPES = 4 };

/* Shared by all processes; only the one whose turn it is touches it. */
static struct actor {
  char name[NAME];
  int pid;
} *actors;

static int request_end(int actor) { return FIRST_PIPE + PIPES * actor; }
static int actor_end(int actor) { return FIRST_PIPE + PIPES * actor + 1; }
static int answer_end(int actor) { return FIRST_PIPE + PIPES * actor + 2; }
static int reader_end(int actor) { return FIRST_PIPE + PIPES * actor + 3; }

static void put_at(int fd, int place) {
  if (dup3(fd, place, O_CLOEXEC) < 0) {
    give_up("dup3", strerror(errno));
  }
  close(fd);
}

static void make_pipes(void) {
  for (int actor = 0; actor < ACTORS; actor++) {
    int ends[2];
    if (pipe(ends) != 0) {
      give_up("pipe", strerror(errno));
    }
    put_at(ends[0], actor_end(actor));
    put_at(ends[1], request_end(actor));
    if (pipe(ends) != 0) {
      give_up("pipe", strerror(errno));
    }
    put_at(ends[0], reader_end(actor));
    put_at(ends[1], answer_end(actor));
  }
}

static int find(const char *name) {
  for (int actor = 0; actor < ACTORS; actor++) {
    if (strcmp(actors[actor].name, name) == 0) {
      return actor;
    }
  }
  return -1;
}

int pid_of_actor(const char *name) {
  int actor = find(name);
  return actor < 0 ? -1 : actors[actor].pid;
}

/* A line up to its end, which is cut off; 0 at the end of all lines. */
static int read_line(int fd, char *line) {
  for (int length = 0; length < LINE; length++) {
    if (read(fd, line + length, 1) != 1) {
      return 0;
    }
    if (line[length] == '\n') {
      line[length] = '\0';
      return 1;
    }
  }
  return 0;
}

static void split(char *line, struct request *request) {
  request->count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(line, " ", &rest); word != NULL && request->count < WORDS;
       word = strtok_r(NULL, " ", &rest)) {
    request->word[request->count++] = word;
  }
  for (int i = request->count; i < WORDS; i++) {
    request->word[i] = NULL;
  }
}

static void act(int actor) {
  char line[LINE];
  signal(SIGURG, SIG_IGN);
  signal(SIGUSR1, SIG_IGN);
  while (read_line(actor_end(actor), line)) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct request request;
    split(line, &request);
    perform(&request, out);
    fputc('\0', out);
    fclose(out);
    int ends = strcmp(request.word[0], "exit") == 0;
    if (ends) {
      actors[actor].name[0] = '\0'; /* before the answer, after which another may have the name */
    }
    if (write(answer_end(actor), text, size) != (ssize_t) size) {
      give_up("write", strerror(errno));
    }
    free(text);
    if (ends) {
      _exit(0);
    }
  }
  _exit(0);
}

int fork_actor(const char *name) {
  int actor = find("");
  if (actor < 0) {
    return -1;
  }
  int pid = fork();
  if (pid == 0) {
    act(actor);
  }
  snprintf(actors[actor].name, NAME, "%s", name);
  actors[actor].pid = pid;
  return pid < 0 ? -1 : 0;
}

static void ask(int actor, const char *line) {
  size_t length = strlen(line);
  if (write(request_end(actor), line, length) != (ssize_t) length || write(request_end(actor), "\n", 1) != 1) {
    give_up("write", strerror(errno));
  }
  char answer;
  while (read(reader_end(actor), &answer, 1) == 1 && answer != '\0') {
    putchar(answer);
  }
}

int run_script(void) {
  actors = mmap(NULL, ACTORS * sizeof *actors, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  setpgid(0, 0);
  make_pipes();
  int input = dup3(0, FIRST_PIPE - 1, O_CLOEXEC);
  close(0);
  open("/", O_PATH);
  fork_actor("root");
  char line[LINE];
  while (read_line(input, line)) {
    char name[NAME];
    int start = 0;
    if (sscanf(line, "%31s %n", name, &start) != 1 || name[0] == '#') {
      puts(line);
      continue;
    }
    printf("%s = ", line);
    int actor = find(name);
    if (actor < 0) {
      give_up("no such actor", name);
    }
    ask(actor, line + start);
    putchar('\n');
  }
  fflush(stdout);
  for (int actor = 0; actor < ACTORS; actor++) {
    if (actors[actor].name[0] != '\0') {
      kill(actors[actor].pid, SIGKILL);
    }
  }
  return 0;
}
