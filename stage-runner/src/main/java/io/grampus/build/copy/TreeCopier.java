package io.grampus.build.copy;

import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.layer.UpperPath;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.CleanPath;
import io.grampus.os.ByteString;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.FileData;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import java.io.IOException;
import java.util.List;

/**
 * Carries out COPY, and ADD of local files, with BuildKit's rules about where things go.
 *
 * <p>Of a source directory the contents are copied, not the directory itself. Directories merge,
 * and those below the first level take the metadata of the source; a file replaces a file or a
 * link; a file over a directory and a directory over a file are errors. Files keep their times, and
 * the destination takes that of the directory; directories that are made to get there have the time
 * of the layer, the mode of an octal --chmod, else 0755, and the owner of --chown.
 */
public final class TreeCopier {
  private static final int NEW_DIRECTORY_MODE = 0755;

  private final CopySource source;
  private final CopyRequest request;
  private final UpperTree target;

  /** A copy of files of the source into the target. */
  public TreeCopier(CopySource source, CopyRequest request, UpperTree target) {
    this.source = source;
    this.request = request;
    this.target = target;
  }

  /**
   * Copies everything that the request names, in its order.
   *
   * @throws CopyException for what the Dockerfile's author has to change
   */
  public void run() {
    for (SourceSelection selection : request.sources()) {
      try {
        for (ByteString path : new SourceFinder(source, request.exclude()).find(selection)) {
          copy(path, Filter.of(source, request, selection));
        }
      } catch (IOException e) {
        throw CopyException.unreadable(selection.word(), e);
      }
    }
  }

  private void copy(ByteString path, Filter filter) throws IOException {
    try (Resolution found = source.view().resolve(path, true)) {
      if (found instanceof Resolution.File file) {
        copyFile(file, path);
      } else if (found instanceof Resolution.Directory directory) {
        copyDirectory(directory, filter);
      } else {
        throw CopyException.sourceMissing(
            "/" + path, source.description(), "it is a link that leads nowhere");
      }
    }
  }

  private void copyFile(Resolution.File file, ByteString path) throws IOException {
    UnionEntry entry = file.entry();
    if (request.unpack() && isContent(entry) && unpacked(entry, path)) {
      return;
    }
    ByteString name = path.substring(path.lastIndexOf('/') + 1);
    FileDestination destination = FileDestination.of(target.merged(), request.destination(), name);
    try (UpperPath into = directory(destination.directory())) {
      new FileCopier(source.reader().access(), target, this::image)
          .copy(entry, into.directory(), destination.name());
    }
  }

  /** Whether it is a regular file, and none that stands for a device. */
  private boolean isContent(UnionEntry entry) throws IOException {
    return entry.status().isRegular()
        && source.reader().read(entry.directory(), entry.name(), entry.status()).type()
            == FileType.REGULAR;
  }

  private boolean unpacked(UnionEntry entry, ByteString path) throws IOException {
    try (ReadAccess.Opened opened =
        source
            .reader()
            .access()
            .readable()
            .open(entry.directory(), entry.name().toByteArray(), OpenFlags.NONBLOCK)) {
      FileData data = source.reader().access().data();
      if (!LocalArchive.isArchive(data, opened.fd())) {
        return false;
      }
      ByteString destination;
      try (UpperPath into = directory(destinationPath(), NEW_DIRECTORY_MODE)) {
        destination = into.directory().path();
      }
      LocalArchive archive = new LocalArchive(data, opened.fd(), path);
      new ArchiveUnpacker(target, destination, request.chown()).unpack(archive);
      return true;
    }
  }

  private void copyDirectory(Resolution.Directory directory, Filter filter) throws IOException {
    try (UpperPath into = directory(destinationPath());
        TargetDirectory root = TargetDirectory.of(into.directory())) {
      FileCopier files = new FileCopier(source.reader().access(), target, this::image);
      new DirectoryCopier(filter, files)
          .copy(directory.directory(), filter.start(directory.path()), root);
      if (hasTime(directory.path())) {
        into.directory().date(directory.directory().status().modified());
      }
    }
  }

  /** The root of a context is not in the image; its time says nothing. */
  private boolean hasTime(ByteString directory) {
    return source.keepsOwners() || !directory.isEmpty();
  }

  private ByteString destinationPath() throws IOException {
    ByteString destination = ByteString.of(CleanPath.of(request.destination()));
    try (Resolution found = target.merged().resolve(destination, true)) {
      if (found instanceof Resolution.File) {
        throw CopyException.directoryOverFile(found.path());
      }
      return found.path();
    }
  }

  private ImageFile image(UnionEntry entry, List<ByteString> attributes) throws IOException {
    ImageFile read =
        source.reader().read(entry.directory(), entry.name(), entry.status(), attributes);
    ImageFile owned = withoutSocket(read.withOwner(owner(read)));
    ModeChange chmod = request.chmod();
    return chmod == null || read.type() == FileType.SYMLINK
        ? owned
        : owned.withPermissions(chmod.apply(read.permissions(), read.type() == FileType.DIRECTORY));
  }

  /** A socket of the context has become an empty file by the time that BuildKit has it. */
  private ImageFile withoutSocket(ImageFile file) {
    return file.type() == FileType.SOCKET && !source.keepsOwners()
        ? ImageFile.regular(file.permissions(), file.owner(), file.modified(), 0)
        : file;
  }

  private Owner owner(ImageFile read) {
    Owner chown = request.chown();
    if (chown != null) {
      return chown;
    }
    return source.keepsOwners() ? read.owner() : Owner.ROOT;
  }

  private UpperPath directory(ByteString path) throws IOException {
    ModeChange chmod = request.chmod();
    return directory(
        path, chmod == null ? NEW_DIRECTORY_MODE : chmod.ofNewDirectory(NEW_DIRECTORY_MODE));
  }

  private UpperPath directory(ByteString path, int mode) throws IOException {
    Owner chown = request.chown();
    ImageFile made = ImageFile.directory(mode, chown == null ? Owner.ROOT : chown, target.now());
    try {
      return target.directory(path, made);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTDIR) {
        throw CopyException.directoryOverFile(path);
      }
      throw e;
    }
  }
}
