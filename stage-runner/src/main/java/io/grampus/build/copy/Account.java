package io.grampus.build.copy;

import io.grampus.build.layer.Owner;
import io.grampus.sandbox.Identity;
import java.util.List;

/**
 * Whom a command runs as.
 *
 * @param uid the user
 * @param gid the primary group
 * @param groups the supplementary groups, in ascending order, the primary one among them
 * @param home the home directory, {@code /} where none is known
 */
public record Account(long uid, long gid, List<Long> groups, String home) {
  /** Takes a copy of the list. */
  public Account {
    groups = List.copyOf(groups);
  }

  /** The owner of files that this account makes. */
  public Owner owner() {
    return new Owner(uid, gid);
  }

  /** The account as a sandbox takes it. */
  public Identity identity() {
    return new Identity((int) uid, (int) gid, groups.stream().map(Long::intValue).toList());
  }
}
