package io.grampus.build;

import io.grampus.build.copy.ContextArchive;
import io.grampus.build.copy.FileDigests;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.remote.FetchedFile;
import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.GitRepositories;
import io.grampus.build.remote.RemoteFile;
import io.grampus.build.store.Store;
import io.grampus.os.GrampusException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings contexts that are no folder of this machine into temporary folders, which go when this is
 * closed, or later when the process is killed.
 */
final class RemoteContexts implements AutoCloseable {
  /** What BuildKit calls a file that a URL gives as a context. */
  static final String FETCHED_FILE = "context";

  private static final long LARGEST_DOCKERFILE = 16L << 20;

  private final BuildMachinery machinery;
  private final List<Path> folders = new ArrayList<>();

  RemoteContexts(BuildMachinery machinery) {
    this.machinery = machinery;
  }

  /**
   * What a stream or a URL turned out to give.
   *
   * @param folder the files
   * @param dockerfile the Dockerfile, where it is all that was given
   */
  record Content(ContextFolder folder, Optional<byte[]> dockerfile) {}

  /** A tar archive is unpacked; everything else is a Dockerfile. */
  Content read(InputStream stream, String description) {
    try {
      BufferedInputStream content = new BufferedInputStream(stream, ContextArchive.HEAD_SIZE);
      Path folder = emptyFolder();
      if (ContextArchive.isArchive(content)) {
        extract(content, folder);
        return new Content(temporary(folder), Optional.empty());
      }
      byte[] text = content.readNBytes((int) LARGEST_DOCKERFILE + 1);
      if (text.length == 0 || text.length > LARGEST_DOCKERFILE) {
        throw new GrampusException(
            "context-unknown",
            description
                + (text.length == 0 ? " is empty" : " is neither an archive nor a Dockerfile"),
            "give a tar archive, compressed or not, or a Dockerfile");
      }
      return new Content(temporary(folder), Optional.of(text));
    } catch (IOException e) {
      throw new GrampusException(
          "context-archive",
          description + " cannot be read: " + e.getMessage(),
          "make the archive anew, for example with tar -C FOLDER -cz .",
          e);
    }
  }

  private void extract(InputStream content, Path folder) throws IOException {
    machinery
        .files()
        .fill(
            List.of(),
            folder,
            machinery.clock().instant(),
            tree -> ContextArchive.extract(content, tree));
  }

  /** The main context that a URL gives. */
  Content download(RemoteFile file) throws InterruptedException {
    FetchedFile fetched = machinery.remote().downloads().fetch(file, null);
    Content content;
    try (InputStream stream = machinery.store().blobs().open(fetched.digest())) {
      content = read(stream, file.shown());
    } catch (IOException e) {
      throw SystemFailure.of(e);
    }
    return content.dockerfile().isEmpty()
        ? content
        : new Content(folderWith(fetched), content.dockerfile());
  }

  /** The named context that a URL gives. */
  ContextFolder downloadAsFile(RemoteFile file) throws InterruptedException {
    return folderWith(machinery.remote().downloads().fetch(file, null));
  }

  private ContextFolder folderWith(FetchedFile fetched) {
    try {
      Path folder = emptyFolder();
      machinery.remote().downloads().copy(fetched, folder.resolve(FETCHED_FILE));
      return temporary(folder);
    } catch (IOException e) {
      throw SystemFailure.of(e);
    }
  }

  /** The files of a commit. */
  ContextFolder checkOut(GitReference reference) {
    GitRepositories repositories = machinery.remote().repositories();
    try {
      Path folder = emptyFolder();
      return temporary(repositories.checkOut(reference, repositories.commit(reference), folder));
    } catch (IOException e) {
      throw SystemFailure.of(e);
    }
  }

  private Path emptyFolder() throws IOException {
    Path folder = Files.createDirectory(machinery.store().temporaryPath());
    folders.add(folder);
    return folder;
  }

  /** BuildKit, too, looks for .dockerignore in folders of this machine only. */
  private static ContextFolder temporary(Path folder) {
    return new ContextFolder(folder, IgnoreRules.none(), FileDigests.inMemory());
  }

  @Override
  public void close() {
    Store store = machinery.store();
    folders.forEach(store::removeTree);
    folders.clear();
  }
}
