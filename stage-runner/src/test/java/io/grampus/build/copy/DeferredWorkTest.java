package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeferredWorkTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void worksInOrderAndClosesADirectoryBehindWhatIsInIt() throws IOException {
    try (DeferredWork later = deferred()) {
      DeferredWork.Open directory = later.opened(() -> done.add("close"));
      later.put(() -> done.add("first"));
      later.put(() -> done.add("second"));
      later.leave(directory, 1);
      later.put(() -> done.add("third"));
      assertThat(done).isEmpty();

      later.finish();
    }

    assertThat(done).containsExactly("first", "second", "close", "third");
  }

  @Test
  void doesNotKeepTooManyDirectoriesOpen() throws IOException {
    try (DeferredWork later = deferred()) {
      for (int number = 0; number < 1_000; number++) {
        DeferredWork.Open directory = later.opened(() -> done.add("close"));
        later.leave(directory, 1);
        assertThat(number - done.size()).isLessThan(128);
      }
      later.finish();
    }

    assertThat(done).hasSize(1_000);
  }

  @Test
  void stopsTheThreadsBeforeItClosesWhatAFailureLeftOpen() {
    assertThatThrownBy(
            () -> {
              try (DeferredWork later = deferred()) {
                later.opened(() -> done.add("close parent"));
                later.leave(later.opened(() -> done.add("close child")), 1);
                later.put(
                    () -> {
                      throw new IOException("full");
                    });
                later.opened(() -> done.add("close another"));
                later.put(() -> done.add("never"));
                later.finish();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("full");

    assertThat(done).containsExactly("close child", "stopped", "close another", "close parent");
  }

  @Test
  void keepsOneFailureOfClosingFromHidingTheOthers() {
    DeferredWork later = deferred();
    later.opened(() -> done.add("close parent"));
    later.opened(
        () -> {
          throw new IOException("gone");
        });

    later.close();

    assertThat(done).containsExactly("stopped", "close parent");
  }

  @Test
  void givesEachFileItsOwnResultWhateverThreadDidIt() throws IOException {
    List<Batches<Integer>.Result> results = new ArrayList<>();
    try (FileThreads threads = new FileThreads()) {
      Batches<Integer> batches = new Batches<>(threads);
      for (int number = 0; number < 1_000; number++) {
        int square = number * number;
        results.add(batches.add(number % 100 == 0 ? 1 << 20 : 1, () -> square));
      }
      for (int number = 0; number < 1_000; number++) {
        assertThat(results.get(number).get()).isEqualTo(number * number);
      }
    }
  }

  @Test
  void tellsTheFailureOfABatchWhoeverDidIt() {
    for (int files : new int[] {1, 100}) {
      try (FileThreads threads = new FileThreads()) {
        Batches<Integer> batches = new Batches<>(threads);
        List<Batches<Integer>.Result> results =
            IntStream.range(0, files).mapToObj(i -> batches.add(1, () -> failing(i))).toList();

        assertThatThrownBy(() -> results.get(0).get()).isInstanceOf(IOException.class);
      }
    }
  }

  private static int failing(int number) throws IOException {
    throw new IOException("file " + number);
  }

  private DeferredWork deferred() {
    return new DeferredWork(() -> done.add("stopped"));
  }
}
