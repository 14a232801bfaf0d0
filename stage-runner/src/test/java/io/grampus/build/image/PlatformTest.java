package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "linux/amd64, linux/amd64",
    "linux/x86_64, linux/amd64",
    "amd64, linux/amd64",
    "aarch64, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/arm, linux/arm/v7",
    "armel, linux/arm/v6",
    "Linux/ARM/v5, linux/arm/v5",
    "windows/amd64, windows/amd64",
    "linux/riscv64, linux/riscv64",
  })
  void readsAndNormalises(String text, String expected) {
    assertThat(Platform.parse(text)).hasToString(expected);
  }

  @Test
  void aSystemAloneIsThisMachines() {
    assertThat(Platform.parse("linux")).isEqualTo(Platform.host());
    assertThat(Platform.parse("Windows"))
        .hasToString(Platform.host().toString().replace("linux", "windows"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "linux/", "linux/amd64/v1/x", "linux amd64", "../x"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Platform.parse(text)).hasMessageContaining("not a platform");
  }

  @Test
  void prefersTheVeryVariantInAnIndex() {
    Descriptor v6 = entry("a", Platform.of("linux", "arm", "v6"));
    Descriptor v7 = entry("b", Platform.of("linux", "arm", "v7"));
    Descriptor arm64 = entry("c", Platform.of("linux", "arm64", "v8"));
    Descriptor attestation = entry("d", Platform.of("unknown", "unknown", null));
    ImageIndex index = ImageIndex.of(List.of(attestation, v6, v7, arm64));

    assertThat(index.forPlatform(Platform.parse("linux/arm/v7"))).contains(v7);
    assertThat(index.forPlatform(Platform.parse("linux/arm/v6"))).contains(v6);
    assertThat(index.forPlatform(Platform.parse("linux/arm64"))).contains(arm64);
    assertThat(index.forPlatform(Platform.parse("linux/amd64"))).isEmpty();
  }

  private static Descriptor entry(String letter, Platform platform) {
    return Descriptor.of(MediaTypes.OCI_MANIFEST, new Digest(letter.repeat(64)), 1)
        .withPlatform(platform);
  }
}
