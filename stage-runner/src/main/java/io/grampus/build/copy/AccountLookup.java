package io.grampus.build.copy;

import io.grampus.build.layer.Owner;
import io.grampus.build.layer.UnionView;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Looks the names of USER and --chown up in an image's own account files. */
public final class AccountLookup {
  private static final long MAXIMUM_ID = 0xFFFFFFFEL;
  private static final String NO_HOME = "/";
  private static final String PASSWD = "etc/passwd";
  private static final String GROUP = "etc/group";

  private record User(String name, long uid, long gid, String home) {}

  private record Group(String name, long gid, List<String> members) {}

  private final AccountFile files;

  private final Consumer<String> warnings;

  /**
   * Looks up in that image.
   *
   * @param warnings hear of names that are not there where that is no error
   */
  public AccountLookup(TreeAccess access, UnionView image, Consumer<String> warnings) {
    this.files = new AccountFile(access, image);
    this.warnings = warnings;
  }

  /**
   * The owner that {@code --chown=USER[:GROUP]} means. A user's name alone brings the user's group
   * with it, a number alone is the group's number too; a colon without a group means root's.
   *
   * <p>As in BuildKit a user's name that is not in the image's file means root, and a group's name
   * that is not there is as if it had not been written; that is worth a warning.
   *
   * @throws AccountException for a name where the image has no accounts at all
   */
  public Owner owner(String chown) throws IOException {
    int colon = chown.indexOf(':');
    String userWord = colon < 0 ? chown : chown.substring(0, colon);
    boolean withGroup = colon >= 0;
    String groupWord = withGroup ? chown.substring(colon + 1) : "";
    long uid = 0;
    long gid = 0;
    OptionalLong number = number(userWord);
    if (number.isPresent()) {
      uid = number.getAsLong();
      gid = uid;
    } else if (!userWord.isEmpty()) {
      User user = knownUser(userWord);
      uid = user.uid();
      gid = user.gid();
    }
    return new Owner(uid, withGroup ? knownGroup(groupWord, gid) : gid);
  }

  private User knownUser(String name) throws IOException {
    Optional<User> found = userNamed(name);
    if (found.isEmpty()) {
      if (!files.exists(PASSWD)) {
        throw AccountException.noUser(name);
      }
      warnings.accept("the image has no user \"" + name + "\": files are given to root");
    }
    return found.orElse(new User(name, 0, 0, NO_HOME));
  }

  private long knownGroup(String word, long otherwise) throws IOException {
    if (word.isEmpty()) {
      return 0;
    }
    try {
      return groupId(word);
    } catch (AccountException e) {
      if (!files.exists(GROUP)) {
        throw e;
      }
      warnings.accept("the image has no group \"" + word + "\": files get group " + otherwise);
      return otherwise;
    }
  }

  /**
   * Whom {@code USER USER[:GROUP]} means. A number needs no entry; where it has one, that brings
   * group and home. Supplementary groups count only where no group is written.
   *
   * @throws AccountException for a name that the image does not have
   */
  public Account account(String user) throws IOException {
    int colon = user.indexOf(':');
    String userWord = colon < 0 ? user : user.substring(0, colon);
    String groupWord = colon < 0 ? "" : user.substring(colon + 1);
    User found = user(userWord.isEmpty() ? "0" : userWord);
    if (!groupWord.isEmpty()) {
      long gid = groupId(groupWord);
      return new Account(found.uid(), gid, List.of(gid), found.home());
    }
    return new Account(found.uid(), found.gid(), memberships(found), found.home());
  }

  private User user(String word) throws IOException {
    OptionalLong number = number(word);
    Optional<User> found = userNamed(word);
    if (found.isEmpty() && number.isPresent()) {
      found = users().stream().filter(user -> user.uid() == number.getAsLong()).findFirst();
    }
    if (found.isPresent()) {
      return found.get();
    }
    if (number.isEmpty()) {
      throw AccountException.noUser(word);
    }
    return new User("", number.getAsLong(), 0, NO_HOME);
  }

  /** With the primary group, as container runtimes have it; sorted as the kernel sorts them. */
  private List<Long> memberships(User user) throws IOException {
    Stream<Long> memberships =
        groups().stream()
            .filter(group -> !user.name().isEmpty() && group.members().contains(user.name()))
            .map(Group::gid);
    return Stream.concat(Stream.of(user.gid()), memberships).distinct().sorted().toList();
  }

  private long groupId(String word) throws IOException {
    Optional<Group> found =
        groups().stream().filter(group -> group.name().equals(word)).findFirst();
    if (found.isPresent()) {
      return found.get().gid();
    }
    return number(word).orElseThrow(() -> AccountException.noGroup(word));
  }

  private Optional<User> userNamed(String name) throws IOException {
    return users().stream().filter(user -> user.name().equals(name)).findFirst();
  }

  private List<User> users() throws IOException {
    List<User> users = new ArrayList<>();
    for (String[] fields : files.read(PASSWD, 3)) {
      OptionalLong uid = id(fields[2]);
      OptionalLong gid = fields.length > 3 ? id(fields[3]) : OptionalLong.of(0);
      if (uid.isPresent() && gid.isPresent()) {
        String home = fields.length > 5 && !fields[5].isEmpty() ? fields[5] : NO_HOME;
        users.add(new User(fields[0], uid.getAsLong(), gid.getAsLong(), home));
      }
    }
    return users;
  }

  private List<Group> groups() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (String[] fields : files.read(GROUP, 3)) {
      OptionalLong gid = id(fields[2]);
      if (gid.isPresent()) {
        String members = fields.length > 3 ? fields[3] : "";
        groups.add(new Group(fields[0], gid.getAsLong(), Arrays.asList(members.split(",", -1))));
      }
    }
    return groups;
  }

  /** The number that a word in a Dockerfile is, or empty for a name. */
  private static OptionalLong number(String word) {
    if (word.isEmpty() || !word.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return OptionalLong.empty();
    }
    OptionalLong id = id(word);
    if (id.isEmpty()) {
      throw AccountException.outOfRange(word);
    }
    return id;
  }

  private static OptionalLong id(String text) {
    try {
      long id = Long.parseLong(text);
      return id < 0 || id > MAXIMUM_ID ? OptionalLong.empty() : OptionalLong.of(id);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
