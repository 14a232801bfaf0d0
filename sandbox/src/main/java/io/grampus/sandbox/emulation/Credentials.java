package io.grampus.sandbox.emulation;

import io.grampus.sandbox.AccessList;
import java.util.List;

/**
 * The user and group ids of a process as credentials(7) names them, with file system ids, all as
 * unsigned 32-bit numbers; and what the process may do beyond what they allow.
 *
 * @param user the user ids
 * @param group the group ids
 * @param supplementary further groups, sorted
 * @param capabilities the capability sets
 * @param noNewPrivileges whether programs that it executes gain nothing: PR_SET_NO_NEW_PRIVS
 */
record Credentials(
    UserIds user,
    UserIds group,
    List<Integer> supplementary,
    Capabilities capabilities,
    boolean noNewPrivileges)
    implements AccessList.Asker {
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

    private UserIds withFileSystem(int id) {
      return new UserIds(real, effective, saved, id);
    }

    /** As a program starts with them, when the effective one is changed to that. */
    private UserIds afterExecute(int newEffective) {
      return new UserIds(real, newEffective, newEffective, newEffective);
    }
  }

  static final Credentials ROOT = of(0, 0, List.of());

  Credentials {
    // the kernel keeps them sorted, and getgroups(2) shows it; each execve makes new credentials
    supplementary =
        supplementary.size() < 2
            ? List.copyOf(supplementary)
            : supplementary.stream().sorted(Integer::compareUnsigned).toList();
  }

  /** What a container starts a user with. */
  static Credentials of(int uid, int gid, List<Integer> supplementary) {
    return new Credentials(
        UserIds.all(uid),
        UserIds.all(gid),
        supplementary,
        uid == 0 ? Capabilities.OF_ROOT : Capabilities.OF_OTHERS,
        false);
  }

  /** Whether the process has what only root can have, whatever the capabilities: user id 0. */
  boolean privileged() {
    return user.effective() == 0;
  }

  /** Whether the process is root in all its ids, and may do all that root may. */
  boolean isPlainRoot() {
    return user.equals(ROOT.user)
        && group.equals(ROOT.group)
        && capabilities.equals(Capabilities.OF_ROOT);
  }

  /** Whether the process may do that. */
  boolean has(int capability) {
    return capabilities.has(capability);
  }

  /** Whether no mode of a file refuses the process anything. */
  boolean overridesModes() {
    return capabilities.has(Capabilities.DAC_OVERRIDE);
  }

  /** Whether the process may do with a file of that user what only its owner may. */
  boolean owns(int uid) {
    return uid == user.fileSystem() || capabilities.has(Capabilities.FOWNER);
  }

  /** Whether it may signal a process with those credentials: kill(2). */
  boolean maySignal(Credentials target) {
    UserIds other = target.user;
    return capabilities.has(Capabilities.KILL)
        || user.real() == other.real()
        || user.real() == other.saved()
        || user.effective() == other.real()
        || user.effective() == other.saved();
  }

  /** Whether files are the process's to use, whosever they are. */
  boolean ownsAllFiles() {
    return overridesModes() && capabilities.has(Capabilities.FOWNER);
  }

  @Override
  public boolean is(int uid) {
    return uid == user.fileSystem();
  }

  /** Whether a file of that group counts as the process's own group's. */
  @Override
  public boolean inGroup(int gid) {
    return gid == group.fileSystem() || supplementary.contains(gid);
  }

  /** With other user ids, which take capabilities away or give them. */
  Credentials withUser(UserIds ids) {
    return new Credentials(
        ids, group, supplementary, capabilities.afterUserChange(user, ids), noNewPrivileges);
  }

  /** With another file system user. */
  Credentials withFileSystemUser(int id) {
    return new Credentials(
        user.withFileSystem(id),
        group,
        supplementary,
        capabilities.afterFileSystemUserChange(user.fileSystem(), id),
        noNewPrivileges);
  }

  Credentials withGroup(UserIds ids) {
    return new Credentials(user, ids, supplementary, capabilities, noNewPrivileges);
  }

  /** With another file system group. */
  Credentials withFileSystemGroup(int id) {
    return withGroup(group.withFileSystem(id));
  }

  Credentials withSupplementary(List<Integer> groups) {
    return new Credentials(user, group, groups, capabilities, noNewPrivileges);
  }

  Credentials withCapabilities(Capabilities changed) {
    return new Credentials(user, group, supplementary, changed, noNewPrivileges);
  }

  Credentials withoutNewPrivileges() {
    return new Credentials(user, group, supplementary, capabilities, true);
  }

  /** As access(2) asks: with the real ids in the place of the file system ids. */
  Credentials withRealIdsForFiles() {
    return new Credentials(
        user.withFileSystem(user.real()),
        group.withFileSystem(group.real()),
        supplementary,
        capabilities.forRealUser(user.real()),
        noNewPrivileges);
  }

  /**
   * As a program starts: with the effective ids that its file sets, and capabilities by the file.
   *
   * @param effectiveUser the owner of a setuid file, else the effective user
   * @param effectiveGroup likewise
   */
  Credentials afterExecute(int effectiveUser, int effectiveGroup, FileCapabilities file) {
    UserIds users = user.afterExecute(effectiveUser);
    boolean setsIds = effectiveUser != user.effective() || effectiveGroup != group.effective();
    boolean less = noNewPrivileges && capabilities.gainByExecute(users, file);
    return new Credentials(
        less ? user.afterExecute(user.real()) : users,
        group.afterExecute(less ? group.real() : effectiveGroup),
        supplementary,
        capabilities.afterExecute(users, file, setsIds, less),
        noNewPrivileges);
  }
}
