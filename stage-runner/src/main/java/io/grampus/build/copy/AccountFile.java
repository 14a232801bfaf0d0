package io.grampus.build.copy;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UnionView;
import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.FdInputStream;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of /etc/passwd or /etc/group of an image; passwd(5), group(5). */
final class AccountFile {
  private static final int LARGEST_FILE = 64 * 1024 * 1024;

  private final TreeAccess access;
  private final UnionView image;

  AccountFile(TreeAccess access, UnionView image) {
    this.access = access;
    this.image = image;
  }

  /** Whether there is such a file. */
  boolean exists(String path) throws IOException {
    try (Resolution found = image.resolve(ByteString.of(path), true)) {
      return found instanceof Resolution.File;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return false;
      }
      throw e;
    }
  }

  /** The fields of every line that has at least that many; none where there is no such file. */
  List<String[]> read(String path, int fields) throws IOException {
    try (Resolution found = image.resolve(ByteString.of(path), true)) {
      if (!(found instanceof Resolution.File file) || !isReadable(file.entry())) {
        return List.of();
      }
      return lines(file.entry(), fields);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return List.of();
      }
      throw e;
    }
  }

  private static boolean isReadable(UnionEntry entry) {
    return entry.status().isRegular() && entry.status().size() <= LARGEST_FILE;
  }

  private List<String[]> lines(UnionEntry entry, int fields) throws IOException {
    try (ReadAccess.Opened opened =
            access
                .readable()
                .open(entry.directory(), entry.name().toByteArray(), OpenFlags.NONBLOCK);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new FdInputStream(access.data(), opened.fd()), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(String::trim)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split(":", -1))
          .filter(split -> split.length >= fields)
          .toList();
    }
  }
}
