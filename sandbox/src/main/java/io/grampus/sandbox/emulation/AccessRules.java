package io.grampus.sandbox.emulation;

/** The kernel's rules for what a user may do with a file, path_resolution(7) and inode(7). */
final class AccessRules {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int SEARCH = 1;
  static final int ALL = READ | WRITE | SEARCH;

  private AccessRules() {}

  /** Whether the file's mode grants all that is wanted; who overrides modes needs no grant. */
  static boolean allows(Credentials who, int mode, int uid, int gid, int wanted) {
    if (who.overridesModes()) {
      return true;
    }
    int granted;
    if (who.user().fileSystem() == uid) {
      granted = mode >> 6;
    } else if (who.inGroup(gid)) {
      granted = mode >> 3;
    } else {
      granted = mode;
    }
    return (granted & wanted) == wanted;
  }
}
