package io.grampus.build;

import io.grampus.build.dockerfile.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Decides which stage is built when: each after those that it needs, as many at once as allowed.
 */
final class StageScheduler {
  private final int jobs;

  /** A scheduler of at most so many stages at once. */
  StageScheduler(int jobs) {
    this.jobs = jobs;
  }

  /** Builds one stage; an interrupt of the thread ends it. */
  @FunctionalInterface
  interface Work {
    void build(Stage stage) throws InterruptedException;
  }

  /**
   * Builds all stages. The first failure interrupts the stages that are being built, and is thrown
   * when they have ended; so is an interrupt of the calling thread.
   */
  void run(List<Stage> stages, Work work) throws InterruptedException {
    if (stages.size() == 1) {
      work.build(stages.get(0));
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(jobs, stages.size()));
    try {
      build(stages, work, new ExecutorCompletionService<>(threads));
    } finally {
      threads.shutdownNow();
      awaitEnd(threads);
    }
  }

  private static void build(List<Stage> stages, Work work, CompletionService<Stage> threads)
      throws InterruptedException {
    List<Stage> waiting = new ArrayList<>(stages);
    Set<Integer> finished = new HashSet<>();
    while (finished.size() < stages.size()) {
      List<Stage> ready =
          waiting.stream().filter(stage -> finished.containsAll(stage.dependencies())).toList();
      waiting.removeAll(ready);
      ready.forEach(stage -> threads.submit(task(stage, work)));
      try {
        finished.add(threads.take().get().index());
      } catch (ExecutionException e) {
        throw failure(e);
      }
    }
  }

  private static Callable<Stage> task(Stage stage, Work work) {
    return () -> {
      work.build(stage);
      return stage;
    };
  }

  private static InterruptedException failure(ExecutionException ended) {
    Throwable cause = ended.getCause();
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof InterruptedException interrupted) {
      return interrupted;
    }
    throw new IllegalStateException("a stage cannot fail like this", ended);
  }

  /** A stage takes a moment to end its command and to remove what it was writing. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
