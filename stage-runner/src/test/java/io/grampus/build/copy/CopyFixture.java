package io.grampus.build.copy;

import io.grampus.build.layer.ImageFileWriter;
import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.PendingXattr;
import io.grampus.build.layer.StoreUser;
import io.grampus.build.layer.TestTree;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A context, a base layer and an upper directory to copy into. */
final class CopyFixture implements AutoCloseable {
  static final Timestamp NOW = new Timestamp(1_750_000_000L, 0);

  final TestTree context;
  final TestTree base;
  final TestTree upper;
  final MemorySideNotes notes = new MemorySideNotes();
  final List<PendingXattr> pending = new ArrayList<>();

  CopyFixture(Path directory) throws IOException {
    context = new TestTree(Files.createDirectory(directory.resolve("context")));
    base = new TestTree(Files.createDirectory(directory.resolve("base")));
    upper = new TestTree(Files.createDirectory(directory.resolve("upper")));
  }

  static CopyRequest request(String destination, String... sources) {
    return new CopyRequest(
        SourceSelection.matching(List.of(sources)),
        destination,
        null,
        null,
        IgnoreRules.none(),
        false);
  }

  static CopyRequest add(String destination, String source) {
    return new CopyRequest(
        SourceSelection.matching(List.of(source)),
        destination,
        null,
        null,
        IgnoreRules.none(),
        true);
  }

  static CopyRequest owned(String destination, String source, Owner owner, String mode) {
    return new CopyRequest(
        SourceSelection.matching(List.of(source)),
        destination,
        owner,
        ModeChange.parse(mode),
        IgnoreRules.none(),
        false);
  }

  void copy(String destination, String... sources) throws IOException {
    copy(IgnoreRules.none(), request(destination, sources));
  }

  void copy(IgnoreRules ignored, CopyRequest request) throws IOException {
    try (CopySource source =
        CopySource.ofContext(
            TestTree.reader(new MemorySideNotes()),
            context.path(),
            ignored,
            FileDigests.inMemory())) {
      copy(source, request);
    }
  }

  void copy(CopySource source, CopyRequest request) throws IOException {
    ImageFileWriter writer =
        new ImageFileWriter(
            TestTree.access(),
            notes,
            StoreUser.current(TestTree.access().files().syscalls()),
            () -> true,
            pending::add);
    try (UpperTree target =
        UpperTree.open(TestTree.reader(notes), writer, List.of(base.path()), upper.path(), NOW)) {
      new TreeCopier(source, request, target).run();
    }
  }

  String read(String name) throws IOException {
    return Files.readString(upper.path().resolve(name));
  }

  boolean has(String name) throws IOException {
    return upper.image(name, notes).isPresent();
  }

  @Override
  public void close() {
    context.close();
    base.close();
    upper.close();
  }
}
