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
import java.util.stream.Stream;

/** Looks the names of USER and --chown up in an image's own account files. */
public final class AccountLookup {
  private static final long MAXIMUM_ID = 0xFFFFFFFEL;
  private static final String NO_HOME = "/";

  private record User(String name, long uid, long gid, String home) {}

  private record Group(String name, long gid, List<String> members) {}

  private final AccountFile files;

  /** Looks up in that image. */
  public AccountLookup(TreeAccess access, UnionView image) {
    this.files = new AccountFile(access, image);
  }

  /**
   * The owner that {@code --chown=USER[:GROUP]} means. A user's name alone brings the user's group
   * with it, a number alone is the group's number too.
   *
   * @throws AccountException for a name that the image does not have
   */
  public Owner owner(String chown) throws IOException {
    int colon = chown.indexOf(':');
    String userWord = colon < 0 ? chown : chown.substring(0, colon);
    String groupWord = colon < 0 ? "" : chown.substring(colon + 1);
    long uid = 0;
    long gid = 0;
    OptionalLong number = number(userWord);
    if (number.isPresent()) {
      uid = number.getAsLong();
      gid = uid;
    } else if (!userWord.isEmpty()) {
      User user = userNamed(userWord).orElseThrow(() -> AccountException.noUser(userWord));
      uid = user.uid();
      gid = user.gid();
    }
    return new Owner(uid, groupWord.isEmpty() ? gid : groupId(groupWord));
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
    for (String[] fields : files.read("etc/passwd", 4)) {
      OptionalLong uid = id(fields[2]);
      OptionalLong gid = id(fields[3]);
      if (uid.isPresent() && gid.isPresent()) {
        String home = fields.length > 5 && !fields[5].isEmpty() ? fields[5] : NO_HOME;
        users.add(new User(fields[0], uid.getAsLong(), gid.getAsLong(), home));
      }
    }
    return users;
  }

  private List<Group> groups() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (String[] fields : files.read("etc/group", 3)) {
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
