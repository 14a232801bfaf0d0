package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
  @Test
  void hidesSecretsWhereverTheyStand() {
    SecretMask mask = new SecretMask(List.of("", "pass", "password"));
    assertThat(mask.apply("+ login password pass")).isEqualTo("+ login ****** ******");
  }
}
