package io.grampus.sandbox.emulation;

import java.util.List;

/**
 * The user and group ids of a process as credentials(7) names them, with file system ids; all as
 * unsigned 32-bit numbers.
 */
record Credentials(UserIds user, UserIds group, List<Integer> supplementary) {
  /** The four ids of one kind. */
  record UserIds(int real, int effective, int saved, int fileSystem) {
    /** Four times the same id. */
    static UserIds all(int id) {
      return new UserIds(id, id, id, id);
    }

    /** Whether the id is one of real, effective and saved. */
    boolean has(int id) {
      return id == real || id == effective || id == saved;
    }
  }

  static final Credentials ROOT = new Credentials(UserIds.all(0), UserIds.all(0), List.of());

  Credentials {
    // the kernel keeps them sorted, and getgroups(2) shows it
    supplementary = supplementary.stream().sorted(Integer::compareUnsigned).toList();
  }

  static Credentials of(int uid, int gid, List<Integer> supplementary) {
    return new Credentials(UserIds.all(uid), UserIds.all(gid), supplementary);
  }

  /** Whether the process has the privileges that its effective user id 0 gives. */
  boolean privileged() {
    return user.effective() == 0;
  }

  /** Whether a file of that group counts as the process's own group's. */
  boolean inGroup(int gid) {
    return gid == group.fileSystem() || supplementary.contains(gid);
  }

  Credentials withUser(UserIds ids) {
    return new Credentials(ids, group, supplementary);
  }

  Credentials withGroup(UserIds ids) {
    return new Credentials(user, ids, supplementary);
  }

  Credentials withSupplementary(List<Integer> groups) {
    return new Credentials(user, group, groups);
  }
}
