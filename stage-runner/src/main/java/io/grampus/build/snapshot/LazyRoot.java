package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import io.grampus.sandbox.RootFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A root file system that is made when a command needs it: most steps run none. */
final class LazyRoot implements CommandRoot {
  private final Supplier<CommandRoot> maker;
  private @Nullable CommandRoot made;

  LazyRoot(Supplier<CommandRoot> maker) {
    this.maker = maker;
  }

  private CommandRoot made() {
    CommandRoot root = made;
    if (root == null) {
      root = maker.get();
      made = root;
    }
    return root;
  }

  @Override
  public RootFileSystem fileSystem() throws IOException {
    return made().fileSystem();
  }

  @Override
  public Path stubs() throws IOException {
    return made().stubs();
  }

  @Override
  public boolean merges() {
    return made().merges();
  }

  @Override
  public void stubMade(Path stub) {
    made().stubMade(stub);
  }

  @Override
  public void collect(Path upper, Consumer<PendingXattr> pending) throws IOException {
    if (made != null) {
      made.collect(upper, pending);
    }
  }

  @Override
  public void committed(Optional<CommittedStep> step) {
    if (made != null) {
      made.committed(step);
    }
  }

  @Override
  public void close() {
    if (made != null) {
      made.close();
    }
  }
}
