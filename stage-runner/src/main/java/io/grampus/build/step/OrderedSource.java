package io.grampus.build.step;

import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.image.Digest;
import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.RemoteException;
import io.grampus.build.remote.RemoteFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where some of the files of COPY or ADD come from. */
sealed interface OrderedSource {
  /**
   * Files of the build context, or of what {@code --from} names.
   *
   * @param words paths, perhaps with wildcards
   * @param parents whether the directories that lead to them are kept
   * @param unpack whether archives are unpacked
   */
  record Local(List<String> words, boolean parents, boolean unpack) implements OrderedSource {}

  /** Files that the Dockerfile itself holds. */
  record Inline(List<InlineFile> files) implements OrderedSource {}

  /**
   * A file that is fetched.
   *
   * @param file where from
   * @param checksum what it must have, or null
   * @param unpack whether an archive is unpacked
   */
  record Download(RemoteFile file, @Nullable Digest checksum, boolean unpack)
      implements OrderedSource {
    static Download of(String url, @Nullable String checksum, boolean unpack) {
      return new Download(RemoteFile.of(url), checksum == null ? null : digest(checksum), unpack);
    }

    private static Digest digest(String checksum) {
      if (!checksum.matches("sha256:[0-9a-f]{64}")) {
        throw RemoteException.checksum(checksum);
      }
      return Digest.parse(checksum);
    }
  }

  /**
   * The files of a commit.
   *
   * @param reference which
   * @param text as written
   */
  record Repository(GitReference reference, String text) implements OrderedSource {}
}
