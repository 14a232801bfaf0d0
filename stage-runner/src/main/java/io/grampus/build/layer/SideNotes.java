package io.grampus.build.layer;

import io.grampus.os.FileStatus;

/**
 * The side table of the files of a snapshot: {@link SideNote}s by file, where a file is known by
 * its device, inode and birth time, all of which its {@link FileStatus} has. Safe for use by
 * several threads.
 */
public interface SideNotes {
  /** What is noted of the file, {@link SideNote#NOTHING} where nothing is. */
  SideNote find(FileStatus file);

  /** Whether nothing is noted of any file. */
  boolean isEmpty();

  /** Replaces what is noted of the file. */
  void put(FileStatus file, SideNote note);

  /** Notes that a file has an access control list that names others than root. */
  void noteList();
}
