package io.grampus.sandbox;

import java.util.Optional;

/**
 * Names of extended attributes that the kernel refuses to root of a user namespace, and of the user
 * attributes of the same file that keep their values: {@code user.grampus.} before the name.
 *
 * <p>Kept are {@code trusted.*}, {@code security.*} but file capabilities, access control lists
 * that name ids which the namespace does not have, and whatever has a name that emulation itself
 * uses.
 */
public final class KeptAttribute {
  private static final String PREFIX = "user.grampus.";
  private static final String TRUSTED = "trusted.";
  private static final String SECURITY = "security.";
  private static final String CAPABILITY = "security.capability";

  private KeptAttribute() {}

  /** What the kernel does with an attribute of a name, and who may use it. */
  public enum Kind {
    /** {@code trusted.*}: root's alone. */
    TRUSTED,
    /** {@code security.*}: everybody reads, root writes. */
    SECURITY,
    /** {@code security.capability}: the same, and the kernel keeps it itself. */
    CAPABILITY,
    /** The two attributes with access control lists: everybody reads, the owner writes. */
    ACCESS_LIST,
    /** A user attribute under a name that emulation needs for itself. */
    TAKEN,
    /** Any other user attribute: as the file's mode says. */
    USER,
    /** No attribute that a kernel knows. */
    OTHER
  }

  /** The kind of an attribute's name. */
  public static Kind kind(String name) {
    if (name.startsWith(TRUSTED)) {
      return Kind.TRUSTED;
    }
    if (name.startsWith(SECURITY)) {
      return name.equals(CAPABILITY) ? Kind.CAPABILITY : Kind.SECURITY;
    }
    if (name.equals(AccessList.ACCESS) || name.equals(AccessList.DEFAULT)) {
      return Kind.ACCESS_LIST;
    }
    if (name.equals(RootlessContainersOwner.ATTRIBUTE) || name.startsWith(PREFIX)) {
      return Kind.TAKEN;
    }
    return name.startsWith("user.") ? Kind.USER : Kind.OTHER;
  }

  /** Whether a name lacks what comes behind the point, which the kernel refuses as invalid. */
  public static boolean isMerePrefix(String name) {
    return name.equals(TRUSTED) || name.equals(SECURITY);
  }

  /** The user attribute that keeps the value of an attribute. */
  public static String keeper(String name) {
    return PREFIX + name;
  }

  /** The attribute whose value a user attribute keeps; empty where it keeps none. */
  public static Optional<String> keptBy(String userAttribute) {
    return userAttribute.startsWith(PREFIX)
        ? Optional.of(userAttribute.substring(PREFIX.length()))
        : Optional.empty();
  }
}
