package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.copy.CopyRequest;
import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.SourceFingerprint;
import io.grampus.build.copy.TreeCopier;
import io.grampus.build.dockerfile.InlineFile;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.UnionView;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** COPY and ADD: bring files of the context, a stage or an image into the root file system. */
final class CopyStep {
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final StepSurroundings surroundings;
  private final CopyInputs inputs;
  private final CopyOrder order;

  CopyStep(StepSurroundings surroundings, CopyInputs inputs, CopyOrder order) {
    this.surroundings = surroundings;
    this.inputs = inputs;
    this.order = order;
  }

  StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException {
    CopyRequest request = request(state);
    Digest fingerprint = fingerprint(request);
    CacheKey key =
        state
            .key()
            .step(order.unpack() ? "ADD" : "COPY")
            .add("destination", request.destination())
            .add("--chown", String.valueOf(request.chown()))
            .add("--chmod", request.chmod().toString())
            .add("--exclude", order.exclude())
            .add("names of files", order.sources().files().stream().map(InlineFile::name).toList())
            .add("files", order.sources().files().stream().map(InlineFile::content).toList())
            .add(CacheKey.SOURCES, fingerprint.toString())
            .build();
    return new CachedSteps(surroundings)
        .execute(state, key, order.createdBy(), vertex, new Copy(request, fingerprint));
  }

  private Digest fingerprint(CopyRequest request) throws IOException {
    try (CopySource source = source()) {
      return new SourceFingerprint(source, request).compute();
    }
  }

  /** The copy of sources that somebody may change at the same time. */
  private final class Copy implements CachedSteps.Change {
    private final CopyRequest request;
    private final Digest before;

    Copy(CopyRequest request, Digest before) {
      this.request = request;
      this.before = before;
    }

    @Override
    public void make(WorkingSnapshot working) throws IOException {
      copy(request, working);
    }

    @Override
    public boolean isReproducible() throws IOException {
      return order.from() != null || fingerprint(request).equals(before);
    }
  }

  private CopyRequest request(StageState state) throws IOException {
    String directory = WorkdirStep.current(state);
    String destination = order.sources().destination();
    String absolute = destination.startsWith("/") ? destination : slashed(directory) + destination;
    return new CopyRequest(
        order.sources().paths(),
        absolute,
        owner(state),
        order.chmod(),
        IgnoreRules.of(order.exclude()),
        order.unpack());
  }

  private static String slashed(String directory) {
    return directory.endsWith("/") ? directory : directory + "/";
  }

  private @Nullable Owner owner(StageState state) throws IOException {
    String chown = order.chown();
    if (chown == null || chown.isEmpty()) {
      return null;
    }
    try (UnionView view = surroundings.snapshotter().view(state.snapshot())) {
      return surroundings.accounts(view).owner(chown);
    }
  }

  private CopySource source() throws IOException {
    String from = order.from();
    return from == null ? inputs.context() : inputs.from(from);
  }

  private void copy(CopyRequest request, WorkingSnapshot working) throws IOException {
    try (UpperTree target = surroundings.snapshotter().fill(working)) {
      try (CopySource source = source()) {
        new TreeCopier(source, request, target).run();
      }
      if (!order.sources().files().isEmpty()) {
        copyInline(request, working, target);
      }
    }
  }

  /** Files that the Dockerfile holds are copied as if they lay in a context of their own. */
  private void copyInline(CopyRequest request, WorkingSnapshot working, UpperTree target)
      throws IOException {
    Path directory = Files.createDirectory(working.scratch().resolve("inline"));
    List<InlineFile> files = order.sources().files();
    for (InlineFile file : files) {
      Path written = directory.resolve(CleanPath.of(file.name()));
      Files.writeString(written, file.content(), StandardCharsets.UTF_8);
      Files.setPosixFilePermissions(written, READABLE); // whatever the builder's umask
    }
    CopyRequest inline =
        new CopyRequest(
            files.stream().map(InlineFile::name).toList(),
            request.destination(),
            request.chown(),
            request.chmod(),
            IgnoreRules.none(),
            false);
    try (CopySource source = inputs.inline(directory)) {
      new TreeCopier(source, inline, target).run();
    }
  }
}
