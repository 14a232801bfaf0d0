package io.grampus.tests.bench;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a large context and known steps cost. The figures mean something on an idle machine only.
 */
@Tag("bench")
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class ContextBenchmarkIT {
  private static final int ROUNDS = 5;
  private static final int DIRECTORIES = 200;
  private static final int FILES = 100;
  private static final int SMALL = 2_000;
  private static final int LARGE_FILES = 26;
  private static final int LARGE = 10 << 20;

  @Test
  void aKnownBuildOfTenStepsTakesLessThanHalfASecond(Workspace workspace) {
    workspace.file("context/file", "x");
    workspace.dockerfile(
        "FROM busybox",
        "COPY file /file",
        String.join("\n", IntStream.range(0, 8).mapToObj(i -> "RUN echo " + i).toList()));
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();

    double known = median(() -> grampus.build().mustSucceed());

    report("a known build of ten steps: %.2f s", known);
    assertThat(known).isLessThan(0.5);
  }

  @Test
  void oneChangedFileIsHashedAndNothingElse(Workspace workspace) throws IOException {
    makeContext(workspace);
    workspace.dockerfile("FROM busybox", "COPY t /t/");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    settle();
    grampus.build().mustSucceed();
    Path changed = workspace.context().resolve("t/d0/f0");
    byte[] content = Files.readAllBytes(changed);

    double second =
        median(
            () -> {
              // The same content at another time: it must be hashed, and then the step is known.
              write(changed, content);
              assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
            });

    report("until the first step, one file of 20,000 changed: %.2f s", second);
    assertThat(second).isLessThan(1.5);
  }

  @Test
  void copyingALargeContextCostsLittleMoreThanReadingAndWritingIt(Workspace workspace)
      throws IOException {
    makeContext(workspace);
    workspace.dockerfile("FROM busybox", "COPY t /t/");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    Path digests = grampus.store().resolve("hashes");
    Path written = workspace.directory("out");

    List<Double> hashing = new ArrayList<>();
    List<Double> writing = new ArrayList<>();
    List<Double> building = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String copy = written.resolve("t" + round).toString();
      hashing.add(quiet(() -> does(workspace, "sh", "-c", "tar -c t | sha256sum >/dev/null")));
      writing.add(quiet(() -> does(workspace, "cp", "-a", "t", copy)));
      does(workspace, "rm", "-rf", digests.toString());
      building.add(quiet(() -> grampus.build("--no-cache").mustSucceed()));
    }

    double both = Median.of(hashing) + Median.of(writing);
    report(
        "a cold COPY of 20,000 files: %.2f s; tar | sha256sum %.2f s, cp %.2f s: %.2f times both",
        Median.of(building), Median.of(hashing), Median.of(writing), Median.of(building) / both);
    assertThat(Median.of(building)).isLessThan(1.3 * both);
  }

  /**
   * A duration in seconds, measured when the disk has nothing left to do. Trees are never removed
   * in between: a file system that discards what is free is slow for seconds afterwards.
   */
  private static double quiet(Runnable action) {
    try {
      new ProcessBuilder("sync").inheritIO().start().waitFor();
      Thread.sleep(2_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return seconds(action);
  }

  private static double seconds(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void does(Workspace workspace, String... words) {
    workspace.command(words).in(workspace.context()).succeed();
  }

  /** 20,000 small files and 26 large ones, 300 MB together. */
  private static void makeContext(Workspace workspace) throws IOException {
    Random random = new Random(20_000);
    byte[] block = new byte[LARGE];
    byte[] small = new byte[2 * SMALL];
    for (int d = 0; d < DIRECTORIES; d++) {
      Path directory = workspace.directory("made/t/d" + d);
      for (int f = 0; f < FILES; f++) {
        random.nextBytes(small);
        Files.write(directory.resolve("f" + f), Arrays.copyOf(small, random.nextInt(2 * SMALL)));
      }
    }
    for (int large = 0; large < LARGE_FILES; large++) {
      random.nextBytes(block);
      Files.write(workspace.directory("made/t").resolve("large" + large), block);
    }
    Files.move(workspace.directory("made/t"), workspace.context().resolve("t"));
    workspace.directory("context");
  }

  /** What was written a moment ago is not remembered, for it may change within the clock's tick. */
  private static void settle() {
    try {
      Thread.sleep(3_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The middle one of five durations, in seconds. */
  private static double median(Runnable action) {
    return Median.of(IntStream.range(0, ROUNDS).mapToObj(i -> seconds(action)).toList());
  }

  private static void report(String format, Object... figures) {
    System.out.printf("benchmark: " + format + "%n", figures);
  }
}
