package io.grampus.sandbox;

import io.grampus.os.ByteString;

/**
 * A file that a sandbox gets without its ever being on a disk. Its text form leaves the content
 * out.
 *
 * @param name its name in the directory that holds it
 * @param content its bytes
 * @param permissions its mode
 * @param owner its owner
 */
public record MemoryFile(
    String name, ByteString content, int permissions, RootlessContainersOwner owner) {
  @Override
  public String toString() {
    return "MemoryFile[" + name + ", " + content.length() + " bytes]";
  }
}
