/*
 * Random scripts: several users and few names, so that they meet. The same seed gives the same script everywhere. What
 * a line does to a file, root looks at in the next.
 */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static unsigned long state;
static long lines;

/* splitmix64 of Sebastiano Vigna. */
static unsigned long below(unsigned long limit) {
  unsigned long mixed = state += 0x9e3779b97f4a7c15UL;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9UL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebUL;
  return (mixed ^ (mixed >> 31)) % limit;
}

static int percent(unsigned long chance) {
  return below(100) < chance;
}

#define PICK(...) pick((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char *pick(const char *const *words, size_t count) {
  return words[below(count)];
}

static const char *actor(void) {
  return PICK("root", "app", "app", "other", "other", "daemon", "wild", "wild");
}

/*
 * None that a write changes: there the kernel does not count the capabilities of a user namespace's root. For the same
 * reason there are no device nodes: one that is opened is a file. And no sockets, which cannot be opened anyway, but say
 * so in two ways.
 */
static const char *mode(void) {
  return PICK("0755", "0755", "0777", "0777", "0775", "0700", "0711", "0750", "0644", "0666", "0600", "0640", "0000",
              "0222", "0444", "0070", "0007", "01777", "01666");
}

static const char *mode_of_directory(void) {
  return percent(50) ? mode() : PICK("02775", "03777", "02777", "02711", "06755", "04777", "02604");
}

static const char *user(void) {
  return PICK("0", "0", "1", "1000", "1000", "1000", "1001", "1001", "-1", "70000");
}

static const char *group(void) {
  return PICK("0", "1", "1000", "1000", "1001", "50", "50", "60", "-1", "70000");
}

/* Two paths at most are in use at once. */
static const char *path(void) {
  static char texts[2][200];
  static int next;
  char *text = texts[next++ % 2];
  const char *folder = PICK("/t/", "/t/a/", "/t/a/", "/t/b/", "/t/b/", "/t/a/c/", "/t/s/", "/t/b/d/", "/t/l/", "/t/a/l/",
                            "/t/b/l/", "", "", "../", "./", "/t/a/../b/", "/t/a/c/../", "/t//b/./", "/../t/a/");
  const char *name = PICK("f", "f", "g", "g", "h", "k", "l", "l", "m", "a", "b", "c", "d", "s", "f/g", "h/f", "h/../f",
                          "l/f", "l/m", ".", "..");
  snprintf(text, sizeof texts[0], "%s%s%s", folder, name, percent(5) ? "/" : "");
  return text;
}

static const char *target(void) {
  return percent(60) ? path() : PICK("f", "g", "l", "..", "../b", "/t/a", "/t/s", "nothing", "/t/b/nothing");
}

/* root lstat follows, through the same working directory, which is why it is said from the root. */
static void look(const char *at) {
  if (at[0] == '/' && percent(60)) {
    printf("root lstat %s\n", at);
    lines++;
  }
}

static void about_modes(const char *who) {
  const char *at = path();
  switch (below(5)) {
    case 0:
      printf("%s chmod %s %s\n", who, at, mode());
      break;
    case 1:
      printf("root chmod %s %s\n", at, mode());
      break;
    case 2:
      printf("%s fchmodat AT_FDCWD %s %s\n", who, at, mode());
      break;
    case 3:
      printf("%s chmod %s/ %s\n", who, at, mode_of_directory());
      break;
    default:
      printf("%s fchmodat2 AT_FDCWD %s %s %s\n", who, at, mode(), PICK("0", "AT_SYMLINK_NOFOLLOW", "0x10"));
  }
  look(at);
}

static void about_owners(const char *who) {
  const char *at = path();
  switch (below(4)) {
    case 0:
      printf("%s chown %s %s %s\n", who, at, user(), group());
      break;
    case 1:
      printf("%s lchown %s %s %s\n", who, at, user(), group());
      break;
    case 2:
      printf("root chown %s %s %s\n", at, user(), group());
      break;
    default:
      printf("%s fchownat AT_FDCWD %s %s %s %s\n", who, at, user(), group(),
             PICK("0", "0", "AT_SYMLINK_NOFOLLOW", "AT_EMPTY_PATH", "0x10"));
  }
  look(at);
}

static void about_new_entries(const char *who) {
  const char *at = path();
  switch (below(10)) {
    case 0:
    case 1:
    case 2:
      printf("%s mkdir %s %s\n", who, at, mode_of_directory());
      break;
    case 3:
      printf("%s mkdirat AT_FDCWD %s %s\n", who, at, mode_of_directory());
      break;
    case 4:
      printf("%s mknod %s %s|%s 0x103\n", who, at, PICK("S_IFIFO", "S_IFREG", "0"), mode());
      break;
    case 5:
    case 6:
      printf("%s symlink %s %s\n", who, target(), at);
      break;
    case 7:
      printf("%s link %s %s\n", who, at, path());
      break;
    case 8:
      printf("%s linkat AT_FDCWD %s AT_FDCWD %s %s\n", who, at, path(), PICK("0", "AT_SYMLINK_FOLLOW"));
      break;
    default:
      printf("%s mknodat AT_FDCWD %s S_IFREG|%s 0\n", who, at, mode());
  }
  look(at);
}

static void about_removal(const char *who) {
  const char *at = path();
  switch (below(8)) {
    case 0:
      printf("%s rmdir %s\n", who, at);
      break;
    case 1:
      printf("%s unlinkat AT_FDCWD %s %s\n", who, at, PICK("0", "AT_REMOVEDIR", "0x1000"));
      break;
    case 2:
    case 3:
      printf("%s unlink %s\n", who, at);
      break;
    case 4:
      printf("%s renameat2 AT_FDCWD %s AT_FDCWD %s %s\n", who, at, path(), PICK("RENAME_NOREPLACE", "RENAME_EXCHANGE", "0"));
      break;
    default:
      printf("%s rename %s %s\n", who, at, path());
  }
  look(at);
}

/* What is done to a descriptor before it is closed. */
static void use_descriptor(const char *who) {
  switch (below(7)) {
    case 0:
      printf("%s fchown 3 %s %s\n", who, user(), group());
      break;
    case 1:
      printf("%s fchmod 3 %s\n", who, mode());
      break;
    case 2:
      printf("%s fstat 3\n", who);
      break;
    case 3:
      printf("%s write 3 text\n", who);
      break;
    case 4:
      printf("%s newfstatat 3 \"\" AT_EMPTY_PATH\n", who);
      break;
    case 5:
      printf("%s fchownat 3 \"\" %s %s AT_EMPTY_PATH\n", who, user(), group());
      break;
    default:
      printf("%s ftruncate 3 %ld\n", who, (long) below(9));
  }
}

static void about_opening(const char *who) {
  const char *at = path();
  switch (below(6)) {
    case 0:
      printf("%s open %s O_NONBLOCK|O_CREAT|O_WRONLY|O_TRUNC %s\n", who, at, mode());
      break;
    case 1:
      printf("%s open %s O_NONBLOCK|%s 0\n", who, at, PICK("O_RDONLY", "O_WRONLY", "O_RDWR", "O_PATH", "O_DIRECTORY", "O_NOFOLLOW"));
      break;
    case 2:
      printf("%s openat AT_FDCWD %s O_NONBLOCK|O_TMPFILE|O_RDWR %s\n", who, at, mode());
      break;
    case 3:
      printf("%s openat2 AT_FDCWD %s O_NONBLOCK|O_CREAT|O_RDWR %s 0\n", who, at, PICK("0644", "0600", "0666"));
      break;
    default:
      printf("%s openat AT_FDCWD %s O_NONBLOCK|O_CREAT%s|%s %s\n", who, at, PICK("", "", "|O_EXCL", "|O_TRUNC"),
             PICK("O_RDONLY", "O_WRONLY", "O_RDWR"), mode());
  }
  for (unsigned long times = below(3); times > 0; times--) {
    use_descriptor(who);
    lines++;
  }
  printf("%s close 3\n", who);
  lines++;
  look(at);
}

static void about_questions(const char *who) {
  const char *at = path();
  switch (below(9)) {
    case 0:
      printf("%s stat %s\n", who, at);
      break;
    case 1:
      printf("%s lstat %s\n", who, at);
      break;
    case 2:
      printf("%s statx AT_FDCWD %s %s STATX_BASIC_STATS\n", who, at, PICK("0", "AT_SYMLINK_NOFOLLOW", "AT_EMPTY_PATH", "0x10000"));
      break;
    case 3:
      printf("%s access %s %s\n", who, at, PICK("F_OK", "R_OK", "W_OK", "X_OK", "R_OK|W_OK", "8"));
      break;
    case 4:
      printf("%s faccessat2 AT_FDCWD %s %s %s\n", who, at, PICK("R_OK", "W_OK", "X_OK"), PICK("0", "AT_EACCESS", "AT_SYMLINK_NOFOLLOW"));
      break;
    case 5:
      printf("%s readlink %s 100\n", who, at);
      break;
    case 6:
      printf("%s llistxattr %s 1000\n", who, at);
      break;
    case 7:
      printf("root getxattr %s user.a 100\n", at);
      break;
    default:
      printf("%s exec %s\n", who, percent(50) ? "/t/x/program" : at);
  }
}

static void about_content(const char *who) {
  const char *at = path();
  switch (below(6)) {
    case 0:
      printf("%s truncate %s %ld\n", who, at, (long) below(9));
      break;
    case 1:
      printf("%s utimensat AT_FDCWD %s %s 0\n", who, at, PICK("NULL", "5,6", "0,now", "now,now", "omit,omit", "omit,7"));
      break;
    case 2:
      printf("%s utimes %s NULL\n", who, at);
      break;
    case 3:
      printf("root setxattr %s user.a value 0\n", at);
      break;
    case 4:
      printf("root removexattr %s user.a\n", at);
      break;
    default:
      printf("root %s /t/x/program %s\n", PICK("chmod", "chmod", "chmod"), PICK("04755", "02755", "06755", "06711", "0700", "04644", "02745"));
      printf("root chown /t/x/program %s %s\n", user(), group());
      lines++;
  }
  look(at);
}

static void about_ids(void) {
  switch (below(13)) {
    case 0:
      printf("wild setuid %s\n", user());
      break;
    case 1:
      printf("wild setgid %s\n", group());
      break;
    case 2:
      printf("wild setreuid %s %s\n", user(), user());
      break;
    case 3:
      printf("wild setregid %s %s\n", group(), group());
      break;
    case 4:
      printf("wild setresuid %s %s %s\n", user(), user(), user());
      break;
    case 5:
      printf("wild setresgid %s %s %s\n", group(), group(), group());
      break;
    case 6:
      /* Which file capabilities are left after this and other changes of ids is a question of its own. */
      printf("wild setfsuid %s\n", user());
      about_new_entries("wild");
      about_questions("wild");
      printf("wild exit\nroot fork wild\n");
      lines += 4;
      break;
    case 7:
      printf("wild setfsgid %s\n", group());
      break;
    case 8:
      printf("wild setgroups %s\n", PICK("none", "50", "60,50", "0", "1000,1001,50"));
      break;
    case 9:
    case 10:
      printf("wild exit\nroot fork wild\n");
      lines++;
      break;
    default:
      printf("%s umask %s\n", actor(), PICK("022", "022", "0", "077", "027", "02"));
  }
  printf("wild ids\n");
  lines++;
}

static void about_places(const char *who) {
  switch (below(3)) {
    case 0:
      printf("%s chdir %s\n", who, path());
      break;
    case 1:
      printf("%s chdir %s\n", who, PICK("/t", "/t/a", "/t/b", "/t/a/c", "/t/s", "/t/l"));
      break;
    default:
      printf("%s getcwd 200\n", who);
  }
}

/* What the others have removed, renamed or closed to everybody, so that there is something to meet at. */
static void mend(void) {
  const char *folder = PICK("/t/a", "/t/b", "/t/a/c", "/t/s", "/t/b/d");
  printf("root mkdir %s 0777\nroot chmod %s/ %s\n", folder, folder, PICK("0777", "0777", "01777", "02777", "0755"));
  lines++;
}

static void begin(void) {
  static const char *const users[] = {"app 1000 50", "other 1001 50,60", "daemon 1 none"};
  puts("root copy /t/x/program");
  for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
    char name[20];
    char groups[20];
    int id;
    sscanf(users[i], "%19s %d %19s", name, &id, groups);
    printf("root fork %s\n%s setgroups %s\n%s setresgid %d %d %d\n%s setresuid %d %d %d\n%s chdir /t/b\n", name, name, groups,
           name, id, id, id, name, id, id, id, name);
  }
  puts("root fork wild\nroot mkdir /t/a 0777\nroot chmod /t/a 0777\nroot mkdir /t/b 0777\nroot chmod /t/b 0777");
  puts("root mkdir /t/a/c 0777\nroot mkdir /t/b/d 0777\nroot mkdir /t/s 0777\nroot chmod /t/s 01777\nroot symlink a /t/l");
}

void generate(unsigned long seed, long count) {
  state = seed;
  begin();
  for (lines = 0; lines < count; lines++) {
    const char *who = actor();
    unsigned long subject = below(100);
    if (subject < 10) {
      about_modes(who);
    } else if (subject < 22) {
      about_owners(who);
    } else if (subject < 38) {
      about_new_entries(who);
    } else if (subject < 48) {
      about_removal(who);
    } else if (subject < 65) {
      about_opening(who);
    } else if (subject < 80) {
      about_questions(who);
    } else if (subject < 88) {
      about_content(who);
    } else if (subject < 93) {
      about_ids();
    } else if (subject < 96) {
      about_places(who);
    } else {
      mend();
    }
  }
  puts("root unlink /t/x/program\nroot tree /t");
}
