package io.grampus.build.layer;

import io.grampus.os.DeviceNumber;
import io.grampus.os.FileStatus;
import io.grampus.os.Timestamp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A side table that lives as long as the object. */
public final class MemorySideNotes implements SideNotes {
  private record Key(DeviceNumber device, long inode, @Nullable Timestamp born) {}

  private final Map<Key, SideNote> notes = new ConcurrentHashMap<>();

  @Override
  public SideNote find(FileStatus file) {
    return notes.isEmpty() ? SideNote.NOTHING : notes.getOrDefault(key(file), SideNote.NOTHING);
  }

  @Override
  public boolean isEmpty() {
    return notes.isEmpty();
  }

  @Override
  public void put(FileStatus file, SideNote note) {
    notes.put(key(file), note);
  }

  @Override
  public void noteList() {
    // whoever reads the file finds the list on it
  }

  private static Key key(FileStatus file) {
    return new Key(file.device(), file.inode(), file.born());
  }
}
