package io.grampus.build.layer;

/**
 * A file's owner as the image has it.
 *
 * @param uid the user, 0 to 0xFFFFFFFF
 * @param gid the group, 0 to 0xFFFFFFFF
 */
public record Owner(long uid, long gid) {
  /** 0:0. */
  public static final Owner ROOT = new Owner(0, 0);

  private static final long MAXIMUM = 0xFFFFFFFFL;

  /** Refuses numbers that are no ids. */
  public Owner {
    if (uid < 0 || uid > MAXIMUM || gid < 0 || gid > MAXIMUM) {
      throw new IllegalArgumentException("ids out of range: " + uid + ":" + gid);
    }
  }
}
