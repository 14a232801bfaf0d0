package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.sandbox.AccessList;
import io.grampus.sandbox.KeptAttribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Which extended attributes a layer carries, and with which value.
 *
 * <p>Carried are user and trusted attributes, file capabilities and POSIX ACLs. Not carried is what
 * belongs to the machine (SELinux labels, integrity hashes) and what the store keeps for itself:
 * the owner of rootless tools and the marks of overlayfs. What only a privileged user could set
 * stands in the store under the name that {@link KeptAttribute} gives it.
 */
final class CarriedXattrs {
  static final ByteString CAPABILITY = ByteString.of("security.capability");
  static final ByteString ROOTLESS_OWNER = ByteString.of("user.rootlesscontainers");

  private static final ByteString USER = ByteString.of("user.");
  private static final ByteString OVERLAY = ByteString.of("user.overlay.");
  private static final ByteString KEEPER = ByteString.of(KeptAttribute.keeper(""));
  private static final ByteString TRUSTED = ByteString.of("trusted.");
  private static final ByteString TRUSTED_OVERLAY = ByteString.of("trusted.overlay.");
  private static final ByteString ACL_ACCESS = ByteString.of(AccessList.ACCESS);
  private static final ByteString ACL_DEFAULT = ByteString.of(AccessList.DEFAULT);

  private static final int CAPABILITY_VERSION_MASK = 0xFF000000;
  private static final int CAPABILITY_VERSION_2 = 0x02000000;
  private static final int CAPABILITY_VERSION_3 = 0x03000000;
  private static final int CAPABILITY_VERSION_2_SIZE = 20;
  private static final int CAPABILITY_VERSION_3_SIZE = 24;

  private static final int ACL_HEADER_SIZE = 4;
  private static final int ACL_ENTRY_SIZE = 8;
  private static final int ACL_USER = 2;
  private static final int ACL_GROUP = 8;

  private final long ownUid;
  private final long ownGid;

  /** For a store whose files belong to that user and group, the image's root. */
  CarriedXattrs(long ownUid, long ownGid) {
    this.ownUid = ownUid;
    this.ownGid = ownGid;
  }

  /**
   * An attribute of a file in the store.
   *
   * @param name its name there
   * @param value its value there
   */
  record Stored(ByteString name, ByteString value) {}

  /** Whether files have such an attribute in an image. */
  boolean isCarried(ByteString name) {
    if (name.startsWith(USER)) {
      return !name.equals(ROOTLESS_OWNER) && !name.startsWith(OVERLAY) && !name.startsWith(KEEPER);
    }
    if (name.startsWith(TRUSTED)) {
      return !name.startsWith(TRUSTED_OVERLAY);
    }
    return name.equals(CAPABILITY) || isAccessList(name);
  }

  /** Whether the attribute holds an access control list. */
  static boolean isAccessList(ByteString name) {
    return name.equals(ACL_ACCESS) || name.equals(ACL_DEFAULT);
  }

  /** The name in the image of what a file of the store has; empty where it is not carried. */
  Optional<ByteString> nameInImage(ByteString stored) {
    ByteString name = stored.startsWith(KEEPER) ? stored.substring(KEEPER.length()) : stored;
    return isCarried(name) ? Optional.of(name) : Optional.empty();
  }

  /**
   * The value in the image, or empty where the attribute has no meaning there.
   *
   * @param stored the name in the store
   * @param permissions those of the file, which decide for three entries of an access control list
   */
  Optional<ByteString> inImage(ByteString stored, byte[] value, int permissions) {
    if (stored.startsWith(KEEPER)) {
      boolean access = stored.substring(KEEPER.length()).equals(ACL_ACCESS);
      return Optional.of(ByteString.of(access ? withMode(value, permissions) : value));
    }
    if (stored.equals(CAPABILITY)) {
      return capability(value);
    }
    return Optional.of(
        ByteString.of(isAccessList(stored) ? accessList(value, ownUid, 0, ownGid, 0) : value));
  }

  private static byte[] withMode(byte[] value, int permissions) {
    return AccessList.decode(value).map(list -> list.withMode(permissions).encode()).orElse(value);
  }

  /** The attribute that means the same on a file of the store; what {@link #inImage} undoes. */
  Stored inStore(ByteString name, ByteString value) {
    byte[] bytes = value.toByteArray();
    if (name.startsWith(TRUSTED) || isForeign(name, bytes)) {
      return kept(name, value);
    }
    return isAccessList(name)
        ? new Stored(name, ByteString.of(accessList(bytes, 0, ownUid, 0, ownGid)))
        : new Stored(name, value);
  }

  /** The attribute that keeps a value which the kernel refuses. */
  static Stored kept(ByteString name, ByteString value) {
    return new Stored(KEEPER.concat(name), value);
  }

  /** Whether it is a list that the kernel could not show to the sandbox. */
  private static boolean isForeign(ByteString name, byte[] value) {
    return isAccessList(name)
        && AccessList.decode(value).filter(AccessList::namesOthersThanRoot).isPresent();
  }

  /**
   * Version 3 is bound to the root of one user namespace, by its uid outside; capabilities(7). For
   * our root it becomes version 2, which any root accepts; for another it means nothing elsewhere.
   */
  private Optional<ByteString> capability(byte[] value) {
    if (value.length != CAPABILITY_VERSION_3_SIZE) {
      return Optional.of(ByteString.of(value));
    }
    ByteBuffer data = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int magic = data.getInt(0);
    if ((magic & CAPABILITY_VERSION_MASK) != CAPABILITY_VERSION_3) {
      return Optional.of(ByteString.of(value));
    }
    long root = Integer.toUnsignedLong(data.getInt(CAPABILITY_VERSION_2_SIZE));
    if (root != ownUid && root != 0) {
      return Optional.empty();
    }
    data.putInt(0, (magic & ~CAPABILITY_VERSION_MASK) | CAPABILITY_VERSION_2);
    return Optional.of(ByteString.of(data.array(), 0, CAPABILITY_VERSION_2_SIZE));
  }

  /** Renames one user and one group; acl(5), linux/posix_acl_xattr.h. */
  private static byte[] accessList(
      byte[] value, long user, long newUser, long group, long newGroup) {
    ByteBuffer data = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = ACL_HEADER_SIZE; at + ACL_ENTRY_SIZE <= value.length; at += ACL_ENTRY_SIZE) {
      int tag = Short.toUnsignedInt(data.getShort(at));
      long id = Integer.toUnsignedLong(data.getInt(at + 4));
      if (tag == ACL_USER && id == user) {
        data.putInt(at + 4, (int) newUser);
      } else if (tag == ACL_GROUP && id == group) {
        data.putInt(at + 4, (int) newGroup);
      }
    }
    return data.array();
  }
}
