package io.grampus.build.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Files that one thread works on in one go: handing over a small file costs more than reading it. A
 * batch that is waited for before it is full is done by whoever waits. To be used by one thread.
 */
final class Batches<T> {
  private static final int MOST_FILES = 32;
  private static final long ENOUGH = 1 << 20;

  /** What is to be done with one file. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** One file's place in a batch. */
  final class Result {
    private final Batch batch;
    private final int index;

    private Result(Batch batch, int index) {
      this.batch = batch;
      this.index = index;
    }

    /** What came of the work, waiting for the batch's end. */
    T get() throws IOException {
      return batch.results().get(index);
    }

    /** Whether both end together. */
    boolean isWith(Result other) {
      return batch == other.batch;
    }
  }

  private final class Batch {
    private final List<Work<T>> works = new ArrayList<>();
    private long size;
    private @Nullable Future<List<T>> submitted;
    private @Nullable List<T> done;

    private boolean isFull() {
      return works.size() >= MOST_FILES || size >= ENOUGH;
    }

    private List<T> results() throws IOException {
      List<T> present = done;
      if (present == null) {
        current = current == this ? new Batch() : current;
        present = submitted == null ? run() : FileThreads.result(submitted);
        done = present;
      }
      return present;
    }

    private List<T> run() throws IOException {
      List<T> results = new ArrayList<>(works.size());
      for (Work<T> work : works) {
        results.add(work.run());
      }
      return results;
    }
  }

  private final FileThreads threads;
  private Batch current = new Batch();

  Batches(FileThreads threads) {
    this.threads = threads;
  }

  /**
   * Takes a file.
   *
   * @param size in bytes
   */
  Result add(long size, Work<T> work) {
    Batch batch = current;
    batch.works.add(work);
    batch.size += size;
    Result result = new Result(batch, batch.works.size() - 1);
    if (batch.isFull()) {
      batch.submitted = threads.submit(batch::run);
      current = new Batch();
    }
    return result;
  }
}
