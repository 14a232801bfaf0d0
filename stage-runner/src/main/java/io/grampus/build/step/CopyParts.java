package io.grampus.build.step;

import io.grampus.build.copy.CopyRequest;
import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.Fingerprint;
import io.grampus.build.copy.SourceFingerprint;
import io.grampus.build.copy.SourceSelection;
import io.grampus.build.copy.TreeCopier;
import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.remote.FetchedFile;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the parts of an order. */
final class CopyParts {
  private final CopyInputs inputs;
  private final @Nullable String from;

  /**
   * Parts that take files from there.
   *
   * @param from what {@code --from} names, or null for the build context
   */
  CopyParts(CopyInputs inputs, @Nullable String from) {
    this.inputs = inputs;
    this.from = from;
  }

  CopyPart of(OrderedSource source) {
    if (source instanceof OrderedSource.Local local) {
      return new LocalPart(local);
    }
    if (source instanceof OrderedSource.Inline inline) {
      return new InlinePart(inline.files());
    }
    if (source instanceof OrderedSource.Download download) {
      return new DownloadPart(download);
    }
    return new RepositoryPart((OrderedSource.Repository) source);
  }

  /** Files are copied as if they lay in a context of their own. */
  private void copyFrom(Path directory, CopyRequest request, UpperTree target) throws IOException {
    try (CopySource source = inputs.inline(directory)) {
      new TreeCopier(source, request, target).run();
    }
  }

  private static void setMode(Path file, String mode) throws IOException {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    Files.setPosixFilePermissions(file, permissions); // whatever the builder's umask
  }

  /** From the context, a stage or an image. */
  private final class LocalPart implements CopyPart {
    private final OrderedSource.Local local;
    private @Nullable Fingerprint fingerprint;

    LocalPart(OrderedSource.Local local) {
      this.local = local;
    }

    private CopyRequest narrowed(CopyRequest request) {
      List<SourceSelection> selections =
          local.parents()
              ? SourceSelection.withParents(local.words())
              : SourceSelection.matching(local.words());
      return request.taking(selections, local.unpack());
    }

    private CopySource source() throws IOException, InterruptedException {
      return from == null ? inputs.context() : inputs.from(from);
    }

    private Fingerprint compute(CopyRequest request) throws IOException, InterruptedException {
      try (CopySource source = source()) {
        return new SourceFingerprint(source, narrowed(request)).compute();
      }
    }

    @Override
    public String identity(CopyRequest request) throws IOException, InterruptedException {
      Fingerprint computed = compute(request);
      fingerprint = computed;
      return (local.unpack() ? "unpacked " : "") + computed.digest();
    }

    @Override
    public List<Fingerprint.FileDigest> files() {
      Fingerprint computed = fingerprint;
      return computed == null ? List.of() : computed.files();
    }

    @Override
    public void copy(CopyRequest request, WorkingSnapshot working, UpperTree target)
        throws IOException, InterruptedException {
      try (CopySource source = source()) {
        new TreeCopier(source, narrowed(request), target).run();
      }
    }

    @Override
    public boolean isUnchanged(CopyRequest request) throws IOException, InterruptedException {
      Fingerprint computed = fingerprint;
      return from != null
          || (computed != null && compute(request).digest().equals(computed.digest()));
    }
  }

  /** From the Dockerfile itself. */
  private final class InlinePart implements CopyPart {
    private final List<InlineFile> files;

    InlinePart(List<InlineFile> files) {
      this.files = files;
    }

    @Override
    public String identity(CopyRequest request) {
      StringBuilder text = new StringBuilder();
      for (InlineFile file : files) {
        text.append(file.name()).append('\0').append(file.content()).append('\0');
      }
      return "inline " + Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void copy(CopyRequest request, WorkingSnapshot working, UpperTree target)
        throws IOException {
      Path directory = Files.createDirectory(working.scratch().resolve("inline"));
      for (InlineFile file : files) {
        Path written = directory.resolve(CleanPath.of(file.name()));
        Files.writeString(written, file.content(), StandardCharsets.UTF_8);
        setMode(written, "rw-r--r--");
      }
      List<String> names = files.stream().map(InlineFile::name).toList();
      copyFrom(directory, request.taking(SourceSelection.named(names), false), target);
    }
  }

  /** By http. */
  private final class DownloadPart implements CopyPart {
    private final OrderedSource.Download download;
    private @Nullable FetchedFile fetched;

    DownloadPart(OrderedSource.Download download) {
      this.download = download;
    }

    /** A file whose checksum is known need not be fetched to know what it is. */
    @Override
    public String identity(CopyRequest request) throws InterruptedException {
      Digest known = download.checksum();
      Digest digest = known == null ? fetch().digest() : known;
      return "download " + download.file().name() + " " + digest + " " + download.unpack();
    }

    private FetchedFile fetch() throws InterruptedException {
      FetchedFile present = fetched;
      if (present == null) {
        present = inputs.remote().downloads().fetch(download.file(), download.checksum());
        fetched = present;
      }
      return present;
    }

    @Override
    public void copy(CopyRequest request, WorkingSnapshot working, UpperTree target)
        throws IOException, InterruptedException {
      FetchedFile content = fetch();
      Path directory = Files.createTempDirectory(working.scratch(), "download");
      Path file = directory.resolve(download.file().name());
      inputs.remote().downloads().copy(content, file);
      setMode(file, "rw-------");
      Files.setLastModifiedTime(file, FileTime.from(content.modified()));
      List<SourceSelection> named = SourceSelection.named(List.of(download.file().name()));
      copyFrom(directory, request.taking(named, download.unpack()), target);
    }
  }

  /** By git. */
  private final class RepositoryPart implements CopyPart {
    private final OrderedSource.Repository repository;
    private @Nullable String commit;

    RepositoryPart(OrderedSource.Repository repository) {
      this.repository = repository;
    }

    @Override
    public String identity(CopyRequest request) {
      String found = inputs.remote().repositories().commit(repository.reference());
      commit = found;
      return "commit "
          + found
          + (repository.reference().keepGitDir() ? " with .git of " : " ")
          + (repository.reference().keepGitDir() ? repository.text() : "")
          + (repository.reference().submodules() ? "" : " without submodules")
          + ":"
          + repository.reference().directory();
    }

    @Override
    public void copy(CopyRequest request, WorkingSnapshot working, UpperTree target)
        throws IOException {
      String found = commit;
      if (found == null) {
        throw new IllegalStateException("the commit is known once the step is identified");
      }
      Path directory = Files.createTempDirectory(working.scratch(), "repository");
      Path files =
          inputs.remote().repositories().checkOut(repository.reference(), found, directory);
      copyFrom(files, request.taking(SourceSelection.matching(List.of("/")), false), target);
    }
  }
}
