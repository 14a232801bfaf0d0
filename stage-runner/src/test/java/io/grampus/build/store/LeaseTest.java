package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  @TempDir Path root;
  @TempDir Path outputs;

  /** Another process that writes into the store and then waits to be killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      Store store = Stores.open(Path.of(arguments[0]));
      store.blobs().newBlob().write(new byte[1_000_000], 0, 1_000_000);
      Path tree = Files.createDirectory(store.temporaryPath());
      Files.createFile(tree.resolve("file"));
      store.removeAfterDeath(Files.createFile(Path.of(arguments[1])));
      store
          .unpackedBases()
          .obtain(
              TestImages.id("x"),
              target -> {
                System.out.println("writing");
                try {
                  Files.createDirectory(target);
                  Thread.sleep(TimeUnit.MINUTES.toMillis(1));
                } catch (IOException | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
    }
  }

  @Test
  void removesWhatAKilledProcessLeftAndWhatALivingOneHasStays() throws Exception {
    Process writer = startWriter();
    try (Store store = Stores.open(root)) {
      store.temporaryPath();
      assertThat(root.resolve("tmp/0/1/file")).exists();
      assertThat(output()).exists();
      assertThat(root.resolve("tmp/1")).isEmptyDirectory();
    }
    writer.destroyForcibly().waitFor();

    try (Store store = Stores.open(root)) {
      Path unpacked =
          store.unpackedBases().obtain(TestImages.id("x"), target -> createDirectory(target));
      assertThat(unpacked).isEqualTo(root.resolve("b/0/root")).isDirectory();
      assertThat(root.resolve("tmp/0/1")).doesNotExist();
      assertThat(output()).doesNotExist();
    }
    assertThat(root.resolve("tmp")).isEmptyDirectory();
    assertThat(root.resolve("images/blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void locksOutOtherProcessesUntilTheyDie() throws Exception {
    Process writer = startWriter();
    Path lock = new StoreLayout(root).longWorkLock(TestImages.id("x"));

    assertThat(StoreLock.tryAcquire(lock)).isEmpty();
    writer.destroyForcibly().waitFor();
    StoreLock taken = StoreLock.acquire(lock);
    assertThat(StoreLock.tryAcquire(lock)).isEmpty();
    taken.release();
  }

  @Test
  void unpacksOnceForManyThreadsAndStores() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(8);
    try (Store one = Stores.open(root);
        Store two = Stores.open(root)) {
      for (int number = 0; number < 8; number++) {
        Store store = number % 2 == 0 ? one : two;
        new Thread(
                () -> {
                  store
                      .unpackedBases()
                      .obtain(
                          TestImages.id("x"),
                          target -> {
                            runs.incrementAndGet();
                            createDirectory(target);
                          });
                  done.countDown();
                })
            .start();
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void leavesNothingOfAnUnpackThatFails() {
    try (Store store = Stores.open(root)) {
      try {
        store
            .unpackedBases()
            .obtain(
                TestImages.id("x"),
                target -> {
                  createDirectory(target);
                  throw new IllegalStateException("broken image");
                });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("broken image");
      }
      assertThat(root.resolve("tmp/0")).isEmptyDirectory();
      assertThat(root.resolve("b")).isEmptyDirectory();
    }
  }

  @Test
  void givesEachDirectoryTheLowestFreeNumber() throws IOException {
    try (Store store = Stores.open(root)) {
      assertThat(store.snapshots().shortName(store.snapshots().allocate())).isEqualTo("s/0");
      Path second = store.snapshots().allocate();
      store.snapshots().allocate();
      store.removeTree(second);
      assertThat(store.snapshots().use(second)).isFalse();
      assertThat(store.snapshots().allocate()).isEqualTo(second);
      assertThat(store.snapshots().list()).hasSize(3);
    }
  }

  private Process startWriter() throws IOException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                root.toString(),
                output().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("writing");
    return writer;
  }

  private Path output() {
    return outputs.resolve(".web.tar.partial");
  }

  private static void createDirectory(Path path) {
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
