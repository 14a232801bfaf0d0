package io.grampus.os;

/** What kind of thing a name in a directory is; inode(7). */
public enum FileType {
  REGULAR(0100000, 8),
  DIRECTORY(0040000, 4),
  SYMLINK(0120000, 10),
  CHARACTER_DEVICE(0020000, 2),
  BLOCK_DEVICE(0060000, 6),
  FIFO(0010000, 1),
  SOCKET(0140000, 12),
  /** A directory listing that does not tell, as on some network file systems. */
  UNKNOWN(0, 0);

  private static final int FORMAT_MASK = 0170000;

  private final int modeBits;
  private final int directoryEntryType;

  FileType(int modeBits, int directoryEntryType) {
    this.modeBits = modeBits;
    this.directoryEntryType = directoryEntryType;
  }

  /** The S_IF* bits of this type in a mode. */
  public int modeBits() {
    return modeBits;
  }

  /** Whether it is a block or character device. */
  public boolean isDevice() {
    return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
  }

  /** The type in a mode as the kernel reports it. */
  public static FileType ofMode(int mode) {
    return switch (mode & FORMAT_MASK) {
      case 0100000 -> REGULAR;
      case 0040000 -> DIRECTORY;
      case 0120000 -> SYMLINK;
      case 0020000 -> CHARACTER_DEVICE;
      case 0060000 -> BLOCK_DEVICE;
      case 0010000 -> FIFO;
      case 0140000 -> SOCKET;
      default -> UNKNOWN;
    };
  }

  /** The type of a DT_* value, as a directory listing has it. */
  static FileType ofDirectoryEntry(int value) {
    for (FileType type : values()) {
      if (type.directoryEntryType == value) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
