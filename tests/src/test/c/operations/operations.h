/* A program that makes the system calls a script names, as several users, and says what came of each. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <stdio.h>

enum { WORDS = 16, LINE = 16384, NAMES = 100 };

/* What a line of the script asks for, after the actor's name. */
struct request {
  int count;
  char *word[WORDS];
};

/* actors.c: runs a script from standard input. */
int run_script(void);

/* Forks an actor of that name off the calling one; 0, or -1 where there is no room. */
int fork_actor(const char *name);

/* The process of an actor, or -1. */
int pid_of_actor(const char *name);

/* calls.c: makes the call and writes what came of it. */
void perform(const struct request *request, FILE *out);

/* Writes a result as "0" or "ENOENT". */
void print_result(FILE *out, long result);

/* words.c: ends the whole program, as the script is wrong or the machine too small. */
_Noreturn void give_up(const char *what, const char *word);

/* Numbers and names of constants, "O_CREAT|0200" included. */
long number(const char *word);

/* The process of an actor, or a number; with a minus before it that of a group. */
long process_number(const char *word);

/* Name of an error number. */
const char *error_name(int number);

/* The string a word stands for, to be freed: @300 is 300 times the letter n, "" is empty. */
char *expand(const char *word);

/* special.c: what is more than one call; 1 where the name was known. */
int perform_special(const struct request *request, FILE *out);

/* rights.c: capabilities, signals and access control lists; 1 where the name was known. */
int perform_about_rights(const struct request *request, FILE *out);

/* Writes the ids of the calling process. */
void print_ids(FILE *out);

/* status.c: writes what a stat or statx structure says, without what differs between file systems. */
struct stat;
struct statx;
void print_stat(FILE *out, const struct stat *status);
void print_statx(FILE *out, const struct statx *status);

/* Sorts a list of names that end with NUL each, which file systems keep in orders of their own; their number. */
int sort_names(char *list, long length, char *names[]);

/* Writes a line, begun rather than ended by a newline, for a directory and everything below it. */
void print_tree(FILE *out, const char *path);

/* generate.c: writes a script of that many random lines. */
void generate(unsigned long seed, long count);

#endif
