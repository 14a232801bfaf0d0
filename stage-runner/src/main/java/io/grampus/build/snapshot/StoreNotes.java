package io.grampus.build.snapshot;

import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.SideNote;
import io.grampus.build.layer.SideNotes;
import io.grampus.os.FileStatus;
import io.grampus.sandbox.OwnerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The side table of the store's files in one process: owners of what carries no attributes are
 * shared with root emulation and saved with each snapshot; the rest lasts as long as the process.
 */
public final class StoreNotes implements SideNotes {
  static final String FILE = "owners";

  private final OwnerTable owners = new OwnerTable();
  private final MemorySideNotes others = new MemorySideNotes();

  /** The owners, for a sandbox to use and add to. */
  public OwnerTable owners() {
    return owners;
  }

  @Override
  public SideNote find(FileStatus file) {
    SideNote note = others.find(file);
    Optional<OwnerTable.Owner> owner = owners.isEmpty() ? Optional.empty() : owners.find(file);
    return owner
        .map(
            found ->
                note.withOwner(
                    new Owner(
                        Integer.toUnsignedLong(found.uid()), Integer.toUnsignedLong(found.gid()))))
        .orElse(note);
  }

  @Override
  public boolean isEmpty() {
    return owners.isEmpty() && others.isEmpty();
  }

  @Override
  public void put(FileStatus file, SideNote note) {
    Owner owner = note.owner() == null ? Owner.ROOT : note.owner();
    owners.put(file, new OwnerTable.Owner((int) owner.uid(), (int) owner.gid()));
    others.put(file, new SideNote(null, note.device(), note.xattrs()));
  }

  @Override
  public void noteList() {
    owners.noteList();
  }

  /** Saves what a snapshot needs beside it. */
  void save(Path directory) throws IOException {
    if (owners.isWorthKeeping()) {
      Files.write(directory.resolve(FILE), owners.encode());
    }
  }

  /** Takes in what an earlier process saved beside a snapshot. */
  void load(Path directory) throws IOException {
    try {
      owners.addAll(OwnerTable.decode(Files.readAllBytes(directory.resolve(FILE))));
    } catch (NoSuchFileException e) {
      return; // every file there carries its owner itself
    }
  }
}
