package io.grampus.build.copy;

import java.util.List;

/**
 * Whom a command runs as.
 *
 * @param uid the user
 * @param gid the primary group
 * @param groups the supplementary groups, in the order of the group file
 * @param home the home directory, {@code /} where none is known
 */
public record Account(long uid, long gid, List<Long> groups, String home) {
  /** Takes a copy of the list. */
  public Account {
    groups = List.copyOf(groups);
  }
}
