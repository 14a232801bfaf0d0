package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class EnvironmentFileTest {
  @Test
  void readsNamesAndValues() {
    String text =
        """
        # a comment
        A=1
        export B = two words # not part of it
        C='single # quoted'
        D="line\\nbreak"
        E=
        no assignment
        F=http://host/#anchor
        """;
    assertThat(EnvironmentFile.parse(text))
        .containsExactly(
            entry("A", "1"),
            entry("B", "two words"),
            entry("C", "single # quoted"),
            entry("D", "line\nbreak"),
            entry("E", ""),
            entry("F", "http://host/#anchor"));
  }
}
