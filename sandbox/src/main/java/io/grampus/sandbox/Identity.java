package io.grampus.sandbox;

import java.util.List;

/**
 * The user a command starts as, in the image's own numbering.
 *
 * @param uid user id, 0 to 2^32-2 as an unsigned number
 * @param gid primary group id, likewise
 * @param groups supplementary group ids
 */
public record Identity(int uid, int gid, List<Integer> groups) {
  /** User 0 with group 0 and no supplementary groups. */
  public static final Identity ROOT = new Identity(0, 0, List.of());

  /** Copies the list. */
  public Identity {
    groups = List.copyOf(groups);
  }
}
