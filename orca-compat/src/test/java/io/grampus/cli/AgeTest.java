package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT-5M,just now",
    "PT59S,just now",
    "PT1M,1 minute ago",
    "PT59M,59 minutes ago",
    "PT1H,1 hour ago",
    "PT23H,23 hours ago",
    "P1D,1 day ago",
    "P13D,13 days ago",
    "P14D,2 weeks ago",
    "P59D,8 weeks ago",
    "P60D,2 months ago",
    "P729D,24 months ago",
    "P730D,2 years ago",
  })
  void saysItInOneUnit(Duration age, String expected) {
    assertThat(Age.of(NOW.minus(age), NOW)).isEqualTo(expected);
  }

  @Test
  void someImagesDoNotSay() {
    assertThat(Age.of(null, NOW)).isEqualTo("unknown");
  }
}
