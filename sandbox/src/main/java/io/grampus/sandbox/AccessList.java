package io.grampus.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A POSIX access control list, acl(5), as the attributes {@code system.posix_acl_access} and {@code
 * system.posix_acl_default} hold it: {@code <linux/posix_acl_xattr.h>}.
 */
public record AccessList(List<Entry> entries) {
  /** The attribute with the list that decides who may use a file. */
  public static final String ACCESS = "system.posix_acl_access";

  /** The attribute with the list that a directory gives to what is made in it. */
  public static final String DEFAULT = "system.posix_acl_default";

  private static final int VERSION = 2;
  private static final int SIZE_OF_HEADER = 4;
  private static final int SIZE_OF_ENTRY = 8;
  private static final int NO_ID = -1;
  private static final int ALL = 7;

  /** Whom an entry is about, in the order in which the kernel wants them. */
  public enum Tag {
    OWNER(1),
    USER(2),
    OWNING_GROUP(4),
    GROUP(8),
    MASK(16),
    OTHERS(32);

    private final int number;

    Tag(int number) {
      this.number = number;
    }

    private boolean hasId() {
      return this == USER || this == GROUP;
    }

    private static Optional<Tag> of(int number) {
      return List.of(values()).stream().filter(tag -> tag.number == number).findFirst();
    }
  }

  /**
   * One entry.
   *
   * @param permissions three bits: read, write, execute
   * @param id the user or group of a USER or GROUP entry, an unsigned number
   */
  public record Entry(Tag tag, int permissions, int id) {
    private Entry with(int newPermissions) {
      return new Entry(tag, newPermissions & ALL, id);
    }
  }

  /** Copies the list. */
  public AccessList {
    entries = List.copyOf(entries);
  }

  /** Whether to set this attribute's value is to remove the list. */
  public static boolean isNone(byte[] value) {
    ByteBuffer data = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    return value.length == 0 || (value.length == SIZE_OF_HEADER && data.getInt() == VERSION);
  }

  /** Reads an attribute's value; empty where the kernel would not take it either. */
  public static Optional<AccessList> decode(byte[] value) {
    ByteBuffer data = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    int length = value.length - SIZE_OF_HEADER;
    if (length < 0 || length % SIZE_OF_ENTRY != 0 || data.getInt() != VERSION) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    while (data.hasRemaining()) {
      Optional<Tag> tag = Tag.of(Short.toUnsignedInt(data.getShort()));
      int permissions = Short.toUnsignedInt(data.getShort());
      int id = data.getInt();
      if (tag.isEmpty() || permissions > ALL) {
        return Optional.empty();
      }
      entries.add(new Entry(tag.get(), permissions, tag.get().hasId() ? id : NO_ID));
    }
    AccessList list = new AccessList(entries);
    return list.isValid() ? Optional.of(list) : Optional.empty();
  }

  /** The rules of acl(5), "VALID ACLs". */
  private boolean isValid() {
    for (int index = 1; index < entries.size(); index++) {
      if (entries.get(index - 1).tag().compareTo(entries.get(index).tag()) > 0) {
        return false;
      }
    }
    boolean named = entries.stream().anyMatch(entry -> entry.tag().hasId());
    return count(Tag.OWNER) == 1
        && count(Tag.OWNING_GROUP) == 1
        && count(Tag.OTHERS) == 1
        && (named ? count(Tag.MASK) == 1 : count(Tag.MASK) <= 1)
        && entries.stream().noneMatch(entry -> entry.tag().hasId() && entry.id() == NO_ID);
  }

  private long count(Tag tag) {
    return entries.stream().filter(entry -> entry.tag() == tag).count();
  }

  /** The attribute's value. */
  public byte[] encode() {
    ByteBuffer data =
        ByteBuffer.allocate(SIZE_OF_HEADER + SIZE_OF_ENTRY * entries.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(VERSION);
    for (Entry entry : entries) {
      data.putShort((short) entry.tag().number)
          .putShort((short) entry.permissions())
          .putInt(entry.id());
    }
    return data.array();
  }

  /** Whether it has an entry for another user or group than 0, which one-id namespaces refuse. */
  public boolean namesOthersThanRoot() {
    return entries.stream().anyMatch(entry -> entry.tag().hasId() && entry.id() != 0);
  }

  /** Whether it says more than nine permission bits can. */
  public boolean isMoreThanMode() {
    return entries.size() > 3;
  }

  /**
   * The nine permission bits of a file with this list: the group's are the mask, if there is one.
   */
  public int permissions() {
    return (of(Tag.OWNER) << 6) | (of(groupClass()) << 3) | of(Tag.OTHERS);
  }

  private Tag groupClass() {
    return count(Tag.MASK) == 1 ? Tag.MASK : Tag.OWNING_GROUP;
  }

  /** The permissions of the one entry with that tag. */
  private int of(Tag tag) {
    return entries.stream()
        .filter(entry -> entry.tag() == tag)
        .mapToInt(Entry::permissions)
        .findFirst()
        .orElse(0);
  }

  /** The list after chmod(2) to a mode: that decides for owner, mask and others. */
  public AccessList withMode(int mode) {
    Tag group = groupClass();
    return new AccessList(
        entries.stream()
            .map(
                entry -> {
                  if (entry.tag() == Tag.OWNER) {
                    return entry.with(mode >> 6);
                  }
                  if (entry.tag() == group) {
                    return entry.with(mode >> 3);
                  }
                  return entry.tag() == Tag.OTHERS ? entry.with(mode) : entry;
                })
            .toList());
  }

  /**
   * The list of a file that is created with a mode in a directory of which this is the default; the
   * umask does not count then.
   */
  public AccessList forNew(int mode) {
    return withMode(permissions() & mode);
  }

  /**
   * The permissions that it grants to one who is not the owner, acl(5), "ACCESS CHECK ALGORITHM".
   *
   * @param who the asker
   * @param wanted three bits
   * @param group the file's group
   */
  public boolean allows(Asker who, int group, int wanted) {
    int mask = count(Tag.MASK) == 1 ? of(Tag.MASK) : ALL;
    for (Entry entry : entries) {
      if (entry.tag() == Tag.USER && who.is(entry.id())) {
        return (entry.permissions() & mask & wanted) == wanted;
      }
    }
    boolean inAny = false;
    for (Entry entry : entries) {
      boolean own = entry.tag() == Tag.OWNING_GROUP && who.inGroup(group);
      if (own || (entry.tag() == Tag.GROUP && who.inGroup(entry.id()))) {
        inAny = true;
        if ((entry.permissions() & mask & wanted) == wanted) {
          return true;
        }
      }
    }
    return !inAny && (of(Tag.OTHERS) & wanted) == wanted;
  }

  /** One who wants to use a file. */
  public interface Asker {
    /** Whether that is the user's id. */
    boolean is(int uid);

    /** Whether the user is in that group. */
    boolean inGroup(int gid);
  }
}
