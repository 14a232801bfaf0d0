package io.grampus.sandbox.emulation;

/**
 * The programs of 64 bits that were executed last, so that their heads need not be read each time.
 * A file is known by device, inode and change time: whoever writes to it or replaces it makes it
 * another one. Belongs to one thread.
 */
final class KnownPrograms {
  private static final int PLACES = 256;
  private static final int FIELDS = 4;

  private final long[] known = new long[PLACES * FIELDS];

  private static int place(FileInspector file) {
    return (int) (file.inode() & (PLACES - 1)) * FIELDS;
  }

  /** Whether the file looked at last was noted and has not changed since. */
  boolean has(FileInspector file) {
    int place = place(file);
    return known[place] == file.inode()
        && known[place + 1] == file.device()
        && known[place + 2] == file.changedSeconds()
        && known[place + 3] == file.changedNanoseconds();
  }

  /** Notes the file looked at last in the place of another one. */
  void add(FileInspector file) {
    int place = place(file);
    known[place] = file.inode();
    known[place + 1] = file.device();
    known[place + 2] = file.changedSeconds();
    known[place + 3] = file.changedNanoseconds();
  }
}
