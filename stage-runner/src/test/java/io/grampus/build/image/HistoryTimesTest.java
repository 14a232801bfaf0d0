package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTimesTest {
  private static List<History> history(@Nullable Integer... seconds) {
    List<History> steps = new ArrayList<>();
    for (Integer second : seconds) {
      Instant time = second == null ? null : Instant.ofEpochSecond(second);
      steps.add(History.ofStep(time, "step", second == null));
    }
    return steps;
  }

  @Test
  void stepsInFrontOfTheFirstNewLayerHaveItsTime() {
    assertThat(HistoryTimes.filled(history(1, null, null, 7, null, 9)))
        .extracting(History::created)
        .extracting(Instant::getEpochSecond)
        .containsExactly(1L, 7L, 7L, 7L, 7L, 9L);
  }

  @Test
  void stepsWithoutANewLayerHaveTheTimeOfTheBase() {
    assertThat(HistoryTimes.filled(history(1, 2, null)))
        .extracting(History::created)
        .extracting(Instant::getEpochSecond)
        .containsExactly(1L, 2L, 2L);
  }

  @Test
  void aHistoryWithoutAnyTimeStaysSo() {
    List<History> none = history(null, null);
    assertThat(HistoryTimes.filled(none)).isEqualTo(none);
    assertThat(HistoryTimes.last(none)).isNull();
    assertThat(HistoryTimes.last(history(3, 5, null))).isEqualTo(Instant.ofEpochSecond(5));
  }

  @Test
  void noTimeIsLaterThanTheLimit() {
    assertThat(HistoryTimes.limited(history(1, 8, null), Instant.ofEpochSecond(5)))
        .extracting(History::created)
        .extracting(Instant::getEpochSecond)
        .containsExactly(1L, 5L, 5L);
  }
}
