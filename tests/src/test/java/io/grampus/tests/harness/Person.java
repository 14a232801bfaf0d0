package io.grampus.tests.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * The unprivileged user who runs Grampus in these tests: whoever runs the tests, or, when root
 * does, a bare number that no account and no subordinate ids belong to. Root would hide every
 * mistake.
 *
 * @param uid the user's and the group's number
 * @param prefix the words that make a command that user's, without a way to more privileges
 */
public record Person(long uid, List<String> prefix) {
  private static final long NOBODY_AT_ALL = 47110;

  /** The user for this run of the tests. */
  public static Person present() {
    long uid = Long.parseLong(Command.of("id", "-u").succeed().answer());
    if (uid != 0) {
      return new Person(uid, List.of("setpriv", "--no-new-privs"));
    }
    String number = Long.toString(NOBODY_AT_ALL);
    return new Person(
        NOBODY_AT_ALL,
        List.of(
            "setpriv",
            "--reuid=" + number,
            "--regid=" + number,
            "--clear-groups",
            "--no-new-privs"));
  }

  /** The command, executed by this user. */
  public Command does(Command command) {
    return command.behind(prefix);
  }

  /** Makes a file or a tree this user's. */
  public void own(Path tree) {
    if (uid == NOBODY_AT_ALL) {
      Command.of("chown", "-hR", uid + ":" + uid, tree.toString()).succeed();
    }
  }
}
