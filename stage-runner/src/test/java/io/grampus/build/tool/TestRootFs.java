package io.grampus.build.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tar archives of small root file systems. */
final class TestRootFs {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  TestRootFs file(String name, String content) {
    return entry(new TarArchiveEntry(name), content.getBytes(StandardCharsets.UTF_8));
  }

  TestRootFs fileOf(String name, long uid, long gid, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setUserId(uid);
    entry.setGroupId(gid);
    entry.setMode(mode);
    return entry(entry, new byte[1]);
  }

  TestRootFs link(String name, String target, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    return entry(entry, new byte[0]);
  }

  TestRootFs directory(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_DIR);
    entry.setMode(mode);
    return entry(entry, new byte[0]);
  }

  private TestRootFs entry(TarArchiveEntry entry, byte[] content) {
    try {
      entry.setModTime(1_700_000_000_000L);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  byte[] archive() throws IOException {
    tar.close();
    return bytes.toByteArray();
  }
}
