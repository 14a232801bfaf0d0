package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomaticTagsTest {
  @ParameterizedTest
  @CsvSource({
    "refs/heads/main, main, '', latest",
    "refs/heads/main, '', '', latest",
    "refs/heads/feature, main, '', ''",
    "refs/heads/feature, '', '', latest",
    "refs/pull/7/head, main, '', ''",
    "refs/pull/7/merge, '', '', ''",
    "refs/merge-requests/7/head, main, '', ''",
    "'', main, '', latest",
    "refs/tags/v1.2.3, main, '', 1|1.2|1.2.3",
    "refs/tags/1.2.3, main, '', 1|1.2|1.2.3",
    "refs/tags/v0.9.1, main, '', 0.9|0.9.1",
    "refs/tags/v1.0.0-rc.1, main, '', 1.0.0-rc.1",
    "refs/tags/v1.0.0+build.5, main, '', 1.0.0_build.5",
    "refs/tags/v01.2.3, main, '', latest",
    "refs/tags/v1.2, main, '', latest",
    "refs/tags/nightly, main, '', latest",
    "refs/heads/main, main, arm64, arm64",
    "refs/tags/v1.2.3, main, arm64, 1-arm64|1.2-arm64|1.2.3-arm64",
  })
  void followTheCommit(String ref, String branch, String suffix, String tags) {
    List<String> expected = tags.isEmpty() ? List.of() : Arrays.asList(tags.split("[|]"));
    assertThat(AutomaticTags.of(ref, branch, suffix)).isEqualTo(expected);
  }
}
