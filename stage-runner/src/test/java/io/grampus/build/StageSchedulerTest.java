package io.grampus.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.GraphInputs;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StageSchedulerTest {
  private static final String THREE =
      """
      FROM scratch AS one
      FROM scratch AS two
      FROM scratch
      COPY --from=one / /
      COPY --from=two / /
      """;

  private static List<Stage> stages(String dockerfile) {
    byte[] text = dockerfile.getBytes(StandardCharsets.UTF_8);
    return StageGraph.build(
            InstructionParser.parse(DockerfileReader.read("Dockerfile", text)), GraphInputs.none())
        .order();
  }

  @Test
  void buildsIndependentStagesSideBySide() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    List<Integer> built = new CopyOnWriteArrayList<>();

    new StageScheduler(2)
        .run(
            stages(THREE),
            stage -> {
              if (stage.index() < 2) {
                await(both);
              }
              built.add(stage.index());
            });

    assertThat(built).hasSize(3).endsWith(2);
  }

  private static void await(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.BrokenBarrierException
        | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("the other stage is not built at the same time", e);
    }
  }

  @Test
  void buildsOneStageAfterTheOtherWithOneJob() throws Exception {
    AtomicInteger running = new AtomicInteger();
    List<Integer> built = new CopyOnWriteArrayList<>();

    new StageScheduler(1)
        .run(
            stages(THREE),
            stage -> {
              assertThat(running.incrementAndGet()).isOne();
              Thread.sleep(20);
              built.add(stage.index());
              running.decrementAndGet();
            });

    assertThat(built).containsExactly(0, 1, 2);
  }

  @Test
  void endsTheOthersAtTheFirstFailureAndThrowsIt() {
    CountDownLatch started = new CountDownLatch(1);
    List<String> heard = new CopyOnWriteArrayList<>();

    assertThatThrownBy(
            () ->
                new StageScheduler(2)
                    .run(
                        stages(THREE),
                        stage -> {
                          if (stage.index() == 0) {
                            started.await();
                            throw new IllegalArgumentException("first");
                          }
                          started.countDown();
                          try {
                            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
                          } catch (InterruptedException e) {
                            heard.add("interrupted " + stage.index());
                            throw new IllegalStateException("second", e);
                          }
                        }))
        .hasMessage("first");

    assertThat(heard).containsExactly("interrupted 1");
  }

  @Test
  void endsAllStagesWhenItIsInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    AtomicInteger ended = new AtomicInteger();
    Thread builder =
        new Thread(
            () ->
                assertThatThrownBy(
                        () ->
                            new StageScheduler(2)
                                .run(
                                    stages(THREE),
                                    stage -> {
                                      started.countDown();
                                      try {
                                        Thread.sleep(TimeUnit.MINUTES.toMillis(1));
                                      } finally {
                                        ended.incrementAndGet();
                                      }
                                    }))
                    .isInstanceOf(InterruptedException.class));
    builder.start();
    started.await();
    builder.interrupt();
    builder.join();

    assertThat(ended).hasValue(2);
  }
}
