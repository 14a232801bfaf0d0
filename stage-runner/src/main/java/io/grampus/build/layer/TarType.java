package io.grampus.build.layer;

import io.grampus.os.FileType;

/** The kinds of entries that a layer holds, with the type flag of POSIX.1-2001 pax. */
public enum TarType {
  REGULAR('0'),
  HARD_LINK('1'),
  SYMLINK('2'),
  CHARACTER_DEVICE('3'),
  BLOCK_DEVICE('4'),
  DIRECTORY('5'),
  FIFO('6');

  private final char flag;

  TarType(char flag) {
    this.flag = flag;
  }

  /** The type flag in the header. */
  char flag() {
    return flag;
  }

  /** The type of file; of a hard link that of what it most often leads to. */
  public FileType fileType() {
    return switch (this) {
      case REGULAR, HARD_LINK -> FileType.REGULAR;
      case DIRECTORY -> FileType.DIRECTORY;
      case SYMLINK -> FileType.SYMLINK;
      case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
      case FIFO -> FileType.FIFO;
    };
  }

  /** The kind for a file that is no socket, which tar cannot carry. */
  public static TarType of(FileType type) {
    return switch (type) {
      case REGULAR -> REGULAR;
      case DIRECTORY -> DIRECTORY;
      case SYMLINK -> SYMLINK;
      case CHARACTER_DEVICE -> CHARACTER_DEVICE;
      case BLOCK_DEVICE -> BLOCK_DEVICE;
      case FIFO -> FIFO;
      case SOCKET, UNKNOWN -> throw new IllegalArgumentException("no tar entry for a " + type);
    };
  }
}
