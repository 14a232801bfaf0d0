package io.grampus.sandbox.emulation;

import java.util.List;

/**
 * The user and group ids of a process as credentials(7) names them, with file system ids; all as
 * unsigned 32-bit numbers.
 *
 * @param user the user ids
 * @param group the group ids
 * @param supplementary further groups, sorted
 * @param keepsCapabilities whether capabilities outlive the change from user 0 to others
 * @param retained whether they did, so that ids may still be changed
 */
record Credentials(
    UserIds user,
    UserIds group,
    List<Integer> supplementary,
    boolean keepsCapabilities,
    boolean retained) {
  /** The four ids of one kind. */
  record UserIds(int real, int effective, int saved, int fileSystem) {
    /** Four times the same id. */
    static UserIds all(int id) {
      return new UserIds(id, id, id, id);
    }

    /** Whether these are its real, effective and saved id. */
    boolean hasAll(int otherReal, int otherEffective, int otherSaved) {
      return real == otherReal && effective == otherEffective && saved == otherSaved;
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

  Credentials(UserIds user, UserIds group, List<Integer> supplementary) {
    this(user, group, supplementary, false, false);
  }

  static Credentials of(int uid, int gid, List<Integer> supplementary) {
    return new Credentials(UserIds.all(uid), UserIds.all(gid), supplementary);
  }

  /** Whether the process has the privileges that its effective user id 0 gives. */
  boolean privileged() {
    return user.effective() == 0;
  }

  /** Whether files are the process's to use, whosever they are: what file system user 0 gives. */
  boolean ownsAllFiles() {
    return user.fileSystem() == 0;
  }

  /** Whether the process may take any ids: CAP_SETUID and CAP_SETGID. */
  boolean maySetIds() {
    return privileged() || retained;
  }

  /** Whether a file of that group counts as the process's own group's. */
  boolean inGroup(int gid) {
    return gid == group.fileSystem() || supplementary.contains(gid);
  }

  /**
   * With other user ids; capabilities are lost with the last 0 among them, unless they are kept.
   */
  Credentials withUser(UserIds ids) {
    boolean left = user.has(0) && !ids.has(0);
    boolean keeps = left ? keepsCapabilities : retained;
    return new Credentials(ids, group, supplementary, keepsCapabilities, keeps);
  }

  Credentials withGroup(UserIds ids) {
    return new Credentials(user, ids, supplementary, keepsCapabilities, retained);
  }

  Credentials withSupplementary(List<Integer> groups) {
    return new Credentials(user, group, groups, keepsCapabilities, retained);
  }

  Credentials keepingCapabilities(boolean keep) {
    return new Credentials(user, group, supplementary, keep, retained);
  }

  /** As access(2) asks: with the real ids in the place of the file system ids. */
  Credentials withRealIdsForFiles() {
    UserIds users = new UserIds(user.real(), user.effective(), user.saved(), user.real());
    UserIds groups = new UserIds(group.real(), group.effective(), group.saved(), group.real());
    return new Credentials(users, groups, supplementary, keepsCapabilities, retained);
  }
}
